using Capsule.Server.Tenants;

namespace Capsule.Server.Http;

/// <summary>What bounds executions: how many there are at once, of all tenants and of each, and what each tenant computes.</summary>
internal sealed class ExecutionSlots(ServerOptions options, TenantStore tenants, TimeProvider time)
{
    private const int MaxWaiting = 1000;
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly FairSlots slots = new(
        options.MaxConcurrent, MaxWaiting, tenant => tenants.Find(tenant)?.Tenant.Quotas.MaxConcurrent ?? int.MaxValue, time);

    /// <summary>How many are free now.</summary>
    internal int Free => slots.Free;

    /// <summary>How many executions a tenant has, and how many of its requests wait.</summary>
    internal (int Running, int Waiting) Of(string tenant) => slots.Of(tenant);

    /// <summary>Takes one for a request, which waits a moment for it; or gives the answer that says why there is none.</summary>
    internal async Task<(Slot? Slot, IResult? Refusal)> TakeAsync(HttpContext context)
    {
        var (slot, refusal) = await TakeAsync(ApiKeyHandler.UseOf(context), context.RequestAborted);
        return (slot, refusal?.ToResult(context));
    }

    /// <summary>Takes one for a tenant, who waits a moment for it; or says why there is none.</summary>
    internal async Task<(Slot? Slot, SlotRefusal? Refusal)> TakeAsync(TenantUse tenant, CancellationToken cancellationToken)
    {
        if (Refuse(tenant) is { } early)
        {
            return (null, early);
        }

        switch (await slots.TakeAsync(tenant.Tenant.Name, options.SlotPatience, cancellationToken))
        {
            case SlotAnswer.TenantIsBusy:
                return (null, Problems.OverQuota("the tenant has as many executions as it may have at once (max_concurrent)", Moment));
            case SlotAnswer.ServerIsBusy:
                return (null, Problems.Busy($"{options.MaxConcurrent} executions are under way, which is the most"));
        }

        var slot = new Slot(slots, tenant, cancellationToken);
        if (Refuse(tenant) is not { } late)
        {
            tenant.CountExecution();
            return (slot, null);
        }

        slot.Dispose();
        return (null, late);
    }

    /// <summary>Why a tenant may not execute anything now, which may have changed while its request waited; or null.</summary>
    private static SlotRefusal? Refuse(TenantUse tenant)
    {
        if (tenant.Tenant.State != TenantState.Active)
        {
            return new SlotRefusal(StatusCodes.Status403Forbidden, ApiKeyHandler.Disabled, null);
        }

        var (wait, quota) = tenant.ComputeWait();
        return wait > TimeSpan.Zero ? Problems.OverQuota($"the tenant has used the compute that it may use ({quota})", wait) : null;
    }

    /// <summary>One of them, until it is disposed of.</summary>
    internal sealed class Slot : IDisposable
    {
        private readonly FairSlots slots;
        private readonly TenantUse tenant;
        private readonly CancellationTokenSource ended;

        internal Slot(FairSlots slots, TenantUse tenant, CancellationToken cancellationToken)
        {
            (this.slots, this.tenant) = (slots, tenant);
            ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tenant.Ended);
        }

        /// <summary>Ends the execution: its caller has gone, or its tenant may do nothing more.</summary>
        internal CancellationToken Ended => ended.Token;

        /// <summary>Counts what the execution used, however it ended.</summary>
        internal void Charge(long units) => tenant.Charge(units);

        public void Dispose()
        {
            ended.Dispose();
            slots.Give(tenant.Tenant.Name);
        }
    }
}
