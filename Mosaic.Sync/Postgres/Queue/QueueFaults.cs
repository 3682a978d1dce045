using System.Globalization;
using Npgsql;

namespace Mosaic.Postgres.Queue;

/// <summary>What the queue's functions raise.</summary>
internal static class QueueFaults
{
    /// <summary>The job's number is the message: details are not passed on.</summary>
    public const string LeaseLost = "MQ001";

    /// <summary>A job concerns others: the longer road.</summary>
    public const string ConcernsOthers = "MQ002";

    /// <summary>It is not the case that one statement does; nothing was done.</summary>
    public const string LongerRoad = "MQ003";

    public static PostgresException? Of(Exception error) => error as PostgresException ?? error.InnerException as PostgresException;

    public static bool Is(Exception error, string state) => Of(error)?.SqlState == state;

    public static bool IsDuplicateId(Exception error) => Of(error) is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "jobs_chosen" };

    /// <summary>The number of the job whose lease is lost.</summary>
    public static long Number(Exception error) => long.Parse(Of(error)!.MessageText, CultureInfo.InvariantCulture);
}
