using Cronos;

namespace Mosaic.Backends;

/// <summary>The times that a cron expression names in its zone.</summary>
public sealed class CronTimes
{
    /// <summary>How many missed runs are made up for at most.</summary>
    public const int MadeUpMax = 1_000;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;

    /// <summary>Reads an expression.</summary>
    /// <param name="cron">The expression; see <see cref="JobSchedule.Cron"/>.</param>
    /// <param name="zone">The time zone.</param>
    /// <exception cref="ArgumentException">One of them is no such thing.</exception>
    public CronTimes(string cron, string zone)
    {
        ArgumentNullException.ThrowIfNull(cron);
        ArgumentNullException.ThrowIfNull(zone);
        try
        {
            var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            _expression = CronExpression.Parse(cron, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException exception)
        {
            throw new ArgumentException($"'{cron}' is no cron expression: {exception.Message}", nameof(cron), exception);
        }

        try
        {
            _zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        }
        catch (Exception exception) when (exception is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new ArgumentException($"'{zone}' is no time zone that this system knows.", nameof(zone), exception);
        }
    }

    /// <summary>The first time after <paramref name="moment"/>; null: none ever.</summary>
    /// <param name="moment">The moment.</param>
    /// <returns>The time.</returns>
    public DateTimeOffset? After(DateTimeOffset moment) => _expression.GetNextOccurrence(moment, _zone, inclusive: false);

    /// <summary>Which of the times from <paramref name="next"/> to <paramref name="now"/> are to run, in order.</summary>
    /// <param name="next">The first time that has not run; one of the expression's.</param>
    /// <param name="now">The time.</param>
    /// <param name="missed">What becomes of missed runs.</param>
    /// <returns>The times.</returns>
    public IReadOnlyList<DateTimeOffset> Due(DateTimeOffset next, DateTimeOffset now, MissedRuns missed)
    {
        if (next > now)
        {
            return [];
        }

        var due = Last(next, now, missed == MissedRuns.All ? MadeUpMax : 1);
        return missed == MissedRuns.Skip && due[^1] < now - Tolerance ? [] : due;
    }

    /// <summary>The last <paramref name="max"/> times, found from behind: there may be millions.</summary>
    private List<DateTimeOffset> Last(DateTimeOffset next, DateTimeOffset now, int max)
    {
        for (var window = Tolerance; ; window *= 4)
        {
            var whole = now - next <= window;
            var times = new List<DateTimeOffset>();
            // The first is one for sure; asked for, one that stands for a time that summer time skipped is not told again.
            for (var time = whole ? next : After(now - window); time <= now; time = After(time.Value))
            {
                times.Add(time.Value);
            }

            if (times.Count >= max || whole)
            {
                return times.Count <= max ? times : times[^max..];
            }
        }
    }
}
