using System.Net.Sockets;
using Npgsql;
using Polly.CircuitBreaker;

namespace Mosaic.Postgres.Resilience;

/// <summary>Classifies errors. Npgsql's own <c>IsTransient</c> is not asked: it is true for a full disk and false for 40003, 25006 and 57P04.</summary>
internal static class PostgresFaults
{
    public const string TierMoved = "MS001";
    public const string AppliedAlready = "MS002";

    private const string StatementCompletionUnknown = "40003";

    public static PostgresFault Classify(Exception error) => error switch
    {
        PostgresException server => Classify(server),
        BrokenCircuitException => PostgresFault.Connection,
        NpgsqlException { InnerException: PostgresException server } => Classify(server),
        NpgsqlException { InnerException: TimeoutException } when IsPoolExhausted(error) => PostgresFault.Busy,
        NpgsqlException { InnerException: TimeoutException } => PostgresFault.Slow,
        NpgsqlException { InnerException: IOException or SocketException } => PostgresFault.Connection,
        NpgsqlException { InnerException: null } npgsql when npgsql.IsTransient => PostgresFault.Connection,
        TimeoutException => PostgresFault.Slow,
        IOException or SocketException => PostgresFault.Connection,
        _ => PostgresFault.Final,
    };

    /// <summary>It is certain that nothing of the unit was applied: the server refused it, and said so.</summary>
    public static bool IsCertain(Exception error) =>
        error is PostgresException { SqlState: not StatementCompletionUnknown } server && Classify(server) != PostgresFault.Connection;

    /// <summary>Npgsql has no other mark of it.</summary>
    public static bool IsPoolExhausted(Exception error) => error.Message.Contains("pool has been exhausted", StringComparison.Ordinal);

    private static PostgresFault Classify(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => PostgresFault.Conflict,

        // A migration changed what a statement was prepared for, or a pooler gave away the connection that has it.
        PostgresErrorCodes.FeatureNotSupported when error.Routine == "RevalidateCachedQuery" => PostgresFault.Conflict,
        PostgresErrorCodes.InvalidSqlStatementName => PostgresFault.Conflict,

        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources => PostgresFault.Busy,
        StatementCompletionUnknown
            or PostgresErrorCodes.ReadOnlySqlTransaction // a standby, where the primary was before
            or PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.DatabaseDropped
            or PostgresErrorCodes.IdleSessionTimeout => PostgresFault.Connection,
        { } state when state.StartsWith("08", StringComparison.Ordinal) => PostgresFault.Connection,
        _ => PostgresFault.Final,
    };
}
