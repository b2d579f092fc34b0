namespace Capsule.Journal.Postgres;

/// <summary>Says how a journal in PostgreSQL behaves.</summary>
public sealed record PostgresJournalOptions
{
    /// <summary>
    /// Gets the schema of the database that the journal's tables are in, which is made if it is not there: a letter or <c>_</c>, then at
    /// most 47 lower-case letters, digits and <c>_</c>. The default is <c>capsule</c>.
    /// </summary>
    public string Schema { get; init; } = "capsule";

    /// <summary>
    /// Gets whose runs these are: 1 to 100 characters, none of them a control character. Runs, keys and signals of one tenant cannot be named
    /// by another. The default is <c>default</c>.
    /// </summary>
    public string Tenant { get; init; } = "default";

    /// <summary>
    /// Gets how long a lease lasts that is not renewed, from 1 second to 1 hour; the default is 30 seconds. The runs of a process that dies
    /// can be resumed after so long, and the database may be away for about half of it before runs end with <see cref="ErrorType.LeaseLost"/>.
    /// </summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how often leases are renewed: at most half of <see cref="LeaseDuration"/>; null, the default, for a third of it.</summary>
    public TimeSpan? RenewalInterval { get; init; }

    /// <summary>
    /// Gets how long reads and writes wait for a database that cannot be reached, up to 1 hour; the default is 30 seconds. Writes of a run's
    /// owner end earlier, where the lease does.
    /// </summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how long a statement may take, from 1 second to 1 hour, before it fails. The default is 30 seconds.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how long batched writes may wait for others, to be committed together. Nobody waits for them. The default is 10 ms.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Gets how many bytes of writes may be queued; beyond, writers wait. The default is 16 MiB.</summary>
    public long QueuedBytes { get; init; } = 16 << 20;

    /// <summary>Gets how large the answer of an entry, the JSON of a run or task, or a piece of a log may be, in bytes. The default is 64 MiB.</summary>
    public int MaxBytesPerWrite { get; init; } = 64 << 20;

    /// <summary>Gets what tells how much time has passed. Leases end by the database's clock. The default is the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal TimeSpan Renewal => RenewalInterval ?? LeaseDuration / 3;

    /// <summary>Why these cannot be used, or null.</summary>
    internal Failure? Check() => CheckSchema() ?? CheckTenant(Tenant)
        ?? CheckRange(nameof(LeaseDuration), LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1))
        ?? CheckRange(nameof(RenewalInterval), Renewal, TimeSpan.FromMilliseconds(100), LeaseDuration / 2)
        ?? CheckRange(nameof(ReconnectTimeout), ReconnectTimeout, TimeSpan.Zero, TimeSpan.FromHours(1))
        ?? CheckRange(nameof(StatementTimeout), StatementTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1))
        ?? CheckRange(nameof(Linger), Linger, TimeSpan.Zero, TimeSpan.FromSeconds(1))
        ?? (QueuedBytes < 1 || MaxBytesPerWrite < 1 ? Failure.Config("QueuedBytes and MaxBytesPerWrite must be at least 1") : null);

    internal static Failure? CheckTenant(string tenant) => tenant.Length is 0 or > 100 || tenant.Any(char.IsControl)
        ? Failure.Config("a tenant has 1 to 100 characters, none of them a control character")
        : null;

    /// <summary>Threat: the name is part of statements. No character of one has a meaning there.</summary>
    private Failure? CheckSchema() => Schema.Length is 0 or > 48 || char.IsAsciiDigit(Schema[0])
        || !Schema.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_')
        ? Failure.Config($"'{Schema}' is no name of a schema: use a lower-case letter or _, then at most 47 lower-case letters, digits and _")
        : null;

    private static Failure? CheckRange(string name, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value < least || value > most ? Failure.Config($"{name} must be from {least} to {most}, not {value}") : null;
}
