using System.Diagnostics;
using Capsule.Server.Http;
using Capsule.Server.Tenants;

namespace Capsule.Server.Telemetry;

/// <summary>Writes the metrics of the server: what was measured, and what there is at the moment.</summary>
internal sealed class ServerMetrics(MetricTable measured, ExecutionSlots slots, BodyBudget bodies, TenantStore tenants, ServerOptions options)
{
    /// <summary>Writes all of them.</summary>
    internal string Write()
    {
        var text = new PrometheusText();
        measured.Write(text);
        text.Single("capsule_server_slots", "gauge", "Executions that there may be at once.", options.MaxConcurrent);
        text.Single("capsule_server_slots_free", "gauge", "Executions that could begin now.", slots.Free);
        text.Single("capsule_server_body_bytes", "gauge", "Bytes of the bodies of requests that are under way.", bodies.Used);
        WriteProcess(text);
        WriteTenants(text);
        return text.ToString();
    }

    private static void WriteProcess(PrometheusText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Single("process_resident_memory_bytes", "gauge", "Memory of the process.", process.WorkingSet64);
        text.Single("process_cpu_seconds_total", "counter", "Time of processors that the process used.", process.TotalProcessorTime.TotalSeconds);
        text.Single("process_start_time_seconds", "gauge", "When the process began, in seconds since 1970.", (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
    }

    private void WriteTenants(PrometheusText text)
    {
        var all = tenants.List();
        Each("capsule_tenant_executions_running", "gauge", "Executions of a tenant that run.", tenant => slots.Of(tenant.Tenant.Name).Running);
        Each("capsule_tenant_executions_waiting", "gauge", "Requests of a tenant that wait for a slot.", tenant => slots.Of(tenant.Tenant.Name).Waiting);
        Each("capsule_tenant_executions_total", "counter", "Executions of a tenant since the server began.", tenant => tenant.Total.Executions);
        Each("capsule_tenant_compute_total", "counter", "Units of compute that a tenant used since the server began.", tenant => tenant.Total.Compute);

        void Each(string name, string type, string description, Func<TenantUse, double> value)
        {
            text.Begin(name, type, description);
            foreach (var tenant in all)
            {
                text.Add(PrometheusText.Label("", "tenant", tenant.Tenant.Name), value(tenant));
            }
        }
    }
}
