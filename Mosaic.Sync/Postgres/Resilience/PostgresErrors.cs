using System.Net.Sockets;
using Npgsql;
using Polly.CircuitBreaker;

namespace Mosaic.Postgres.Resilience;

/// <summary>Turns what Npgsql, the server and the network throw into the project's exceptions, which say what to do about it.</summary>
/// <param name="target">Names server, database and schema in messages; no user, no password.</param>
/// <param name="lockTimeout">As a hint says it.</param>
internal sealed class PostgresErrors(string target, TimeSpan lockTimeout)
{
    public string Target => target;

    /// <summary>Whether <see cref="Map"/> takes it; the rest (cancellations, mistakes of callers) passes as it is.</summary>
    public static bool IsKnown(Exception error) => error is NpgsqlException or BrokenCircuitException or SocketException or IOException or TimeoutException;

    /// <param name="error">One of those that <see cref="IsKnown"/>.</param>
    /// <param name="operation">What was being done.</param>
    /// <param name="uncertain">The last thing known of a write is that it was sent.</param>
    public MosaicException Map(Exception error, string operation, bool uncertain = false)
    {
        var server = error as PostgresException ?? error.InnerException as PostgresException;
        return server is null ? MapNetwork(error, operation, uncertain) : MapServer(server, error, operation, uncertain);
    }

    private MosaicException MapServer(PostgresException server, Exception error, string operation, bool uncertain)
    {
        string Said(string what) => $"{operation}: {what} ({target}): {server.MessageText}";
        MosaicException General(string what, string? hint) => new(Said(what + InDoubt(uncertain)), error)
        {
            Operation = operation,
            Target = target,
            Hint = hint,
            IsTransient = PostgresFaults.Classify(server) != PostgresFault.Final,
        };

        return server.SqlState switch
        {
            PostgresFaults.TierMoved => new TierMovedException(Said("the store was moved, or a newer program changed its schema; it takes no more writes of this instance"), error)
            {
                Operation = operation,
                Target = target,
                Hint = "Open the store again, with the configuration of where it is now.",
            },
            PostgresErrorCodes.DiskFull => new StoreFullException(Said("the server's disk is full; nothing was written"), error)
            {
                Operation = operation,
                Target = target,
                Hint = "Make room on the server; reads go on.",
            },
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => new ConflictException(
                Said("other transactions changed the same rows each time it was tried; nothing was written"), error)
            {
                Operation = operation,
                Target = target,
                IsTransient = true,
                Hint = "Repeat the call, or let fewer callers change the same rows at once.",
            },
            PostgresErrorCodes.LockNotAvailable => new MosaicException(Said($"a lock was not free within {lockTimeout.TotalSeconds:0.###} s; nothing was written"), error)
            {
                Operation = operation,
                Target = target,
                IsTransient = true,
                Hint = "Repeat the call. Somebody holds the lock: a move of the store, or a session left open (pg_stat_activity shows it).",
            },
            PostgresErrorCodes.QueryCanceled => new MosaicException(Said("the server cancelled the statement; nothing was written"), error)
            {
                Operation = operation,
                Target = target,
                IsTransient = true,
                Hint = "Repeat the call; raise statement_timeout of the role if it is too short.",
            },
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                General("the server does not let the user in", "Check user name and password of the connection string, and pg_hba.conf of the server."),
            PostgresErrorCodes.InvalidCatalogName =>
                General("there is no such database", "Create it (CREATE DATABASE …), or correct Database in the connection string."),
            PostgresErrorCodes.InsufficientPrivilege when server.MessageText.Contains("for database", StringComparison.Ordinal) => General(
                "the role may not create the schema", "GRANT CREATE ON DATABASE … TO the role, or prepare an owner and an application role with roles.sql (PostgresMosaic.RolesScript)."),
            PostgresErrorCodes.InsufficientPrivilege => General(
                "the role lacks a right", "Open the store once as the schema's owner, then give the role its rights with roles.sql (PostgresMosaic.RolesScript)."),
            PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.FeatureNotSupported when server.MessageText.Contains("extension", StringComparison.Ordinal) =>
                General("an extension is not installed on the server", "Install its package on the server, or go on without it."),
            PostgresErrorCodes.TooManyConnections =>
                General("the server takes no more connections", "Raise max_connections, lower PostgresOptions.PoolSizeMax, or put a pooler in between."),
            PostgresErrorCodes.ReadOnlySqlTransaction =>
                General("the server is read-only", "Connect to the primary: name all hosts, and Target Session Attributes=primary."),
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
                General("the server is stopping or starting", "Repeat the call once it runs."),
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedFunction =>
                General("the schema is not as the store made it", "Was it dropped, renamed or restored? Open the store again: it makes what is missing of an empty schema."),
            _ => General($"the server refused with {server.SqlState}", null),
        };
    }

    private MosaicException MapNetwork(Exception error, string operation, bool uncertain)
    {
        var (what, hint) = PostgresFaults.Classify(error) switch
        {
            PostgresFault.Busy => ("all connections of the pool are taken", "Raise PostgresOptions.PoolSizeMax, or let fewer callers work at once."),
            PostgresFault.Slow => ("the server did not answer in time", "Repeat the call; raise PostgresOptions.CommandTimeout if the server is only slow."),
            PostgresFault.Connection => ("the server cannot be reached", "Check that it runs, and Host and Port of the connection string."),
            _ => ("the connection failed", "Check user, password and SSL Mode of the connection string, and pg_hba.conf of the server."),
        };

        // Npgsql's words name host and port at most; those of inner errors come from the system. Of a full pool they name its own options.
        var said = PostgresFaults.Classify(error) == PostgresFault.Busy ? "" : $": {error.Message}";
        return new MosaicException($"{operation}: {what}{InDoubt(uncertain)} ({target}){said}", error)
        {
            Operation = operation,
            Target = target,
            Hint = hint,
            IsTransient = PostgresFaults.Classify(error) != PostgresFault.Final,
        };
    }

    private static string InDoubt(bool uncertain) => uncertain ? "; whether it was written is not known" : "";
}
