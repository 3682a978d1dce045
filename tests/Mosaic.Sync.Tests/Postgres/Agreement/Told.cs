using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Mosaic.Sync.Tests.Postgres.Agreement;

/// <summary>What stores answer, as text.</summary>
internal static class Told
{
    public static string Of(Job? job) => job is null
        ? "no job"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{job.Id} {job.Queue} {job.Type} {job.Data} {job.State} {job.Attempt}/{job.MaxAttempts} p{job.Priority} {Of(job.CreatedAt)} {Of(job.RunAt)} {job.Result} '{job.Error}' {job.Progress} {Of(job.EndedAt)} {job.OrderingKey} {job.LimitKey} {job.ParentId}");

    public static string Of(JobLease? lease) => lease is null ? "no lease" : $"{Of(lease.Job)} until {Of(lease.ExpiresAt)}";

    public static string Of(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture) ?? "-";

    public static string Of(SessionTurn? turn) =>
        turn is null ? "no turn" : $"{turn.Id} {turn.SessionId} {turn.UserId} {turn.Speaker} '{turn.Content}' {Of(turn.At)} {JsonSerializer.Serialize(turn.Metadata)}";

    public static string Of(Insight? insight) => insight is null
        ? "no insight"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{insight.Id} {insight.UserId} '{insight.Content}' {insight.Source} {insight.Category} {insight.RelevanceScore:R} {JsonSerializer.Serialize(insight.Metadata)} {Of(insight.CreatedAt)} {Of(insight.DecayedAt)} {Of(insight.ExpiresAt)} {insight.SessionId} {string.Join(',', insight.Provenance)} {insight.SupersededBy}");

    public static string Of(SearchHit hit) => string.Create(
        CultureInfo.InvariantCulture,
        $"{hit.Kind} {hit.Id} {hit.UserId} {hit.Collection} '{hit.Content}' {hit.SessionId} {hit.Speaker} {hit.Category} {hit.RelevanceScore} {Of(hit.At)} {string.Join(',', hit.Highlights)}");

    public static string Of(ScheduleStatus? status) => status is null
        ? "no schedule"
        : $"{status.Schedule.Id} {status.Schedule.Queue} {status.Schedule.Cron} {Of(status.NextRunAt)} {Of(status.LastRunAt)} {status.LastJobId}";

    public static string Lines<T>(IEnumerable<T> items, Func<T, string> text) => string.Concat(items.Select(item => text(item) + "\n"));

    public static async Task<string> LinesAsync<T>(IAsyncEnumerable<T> items, Func<T, string> text)
    {
        var lines = new StringBuilder();
        await foreach (var item in items)
        {
            lines.Append(text(item)).Append('\n');
        }

        return lines.ToString();
    }
}
