using System.Text.Json;
using Mosaic.Documents.Json;
using Mosaic.Queue.Leases;
using Mosaic.Queue.Moves;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic.Queue;

/// <content>What workers tell of their jobs: progress, log lines, failed attempts.</content>
internal sealed partial class EngineQueue
{
    public ValueTask ReportProgressAsync<T>(JobLease lease, T progress, CancellationToken cancellationToken = default)
    {
        var token = Token(lease);
        var json = ToJson(progress, lease.Job.Queue);
        return NoteAsync(token, (context, job, _) => NoteRows.SetProgress(context, job, json), cancellationToken);
    }

    public ValueTask LogAsync(JobLease lease, string line, CancellationToken cancellationToken = default)
    {
        var token = Token(lease);
        JobRules.ValidateLine(line);
        return NoteAsync(token, (context, job, attempt) => NoteRows.AddLine(context, job, attempt, line), cancellationToken);
    }

    public ValueTask<IReadOnlyList<JobLogLine>> GetLogAsync(string jobId, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateId(jobId, nameof(jobId));
        Enter(cancellationToken);
        if (Find(jobId) is not { Row.HasNotes: true } found)
        {
            return ValueTask.FromResult<IReadOnlyList<JobLogLine>>([]);
        }

        var (from, to) = NoteRows.Lines(found.Key);
        var rows = _core.Rows.Scan(from, to, int.MaxValue, int.MaxValue).Rows;
        return ValueTask.FromResult<IReadOnlyList<JobLogLine>>(rows.ConvertAll(static row => NoteRows.DecodeLine(row.Value.Span)));
    }

    public async ValueTask<IReadOnlyList<JobAttempt>> GetAttemptsAsync(string jobId, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateId(jobId, nameof(jobId));
        Enter(cancellationToken);
        await CatchUpAsync().ConfigureAwait(false);
        if (Find(jobId) is not { Row.HasAttempts: true } found)
        {
            return [];
        }

        var (from, to) = AttemptRows.Range(found.Key);
        return _core.Rows.Scan(from, to, int.MaxValue, int.MaxValue).Rows.ConvertAll(static row => AttemptRows.Decode(row.Value.Span));
    }

    private JsonElement? Progress(FoundJob found) =>
        found.Row.HasNotes && NoteRows.Read(_core.Rows.Get, found.Key).Progress is { IsEmpty: false } json ? JsonElement.Parse(json.Span, JsonDepth) : null;

    private async ValueTask NoteAsync(LeaseToken token, Action<UnitContext, JobKey, int> note, CancellationToken cancellationToken)
    {
        Enter(cancellationToken);
        await CommitAsync(
            context =>
            {
                var (runtime, lease) = Live(token);
                var from = Leased(context, lease);
                note(context, lease.Job, lease.Attempt);
                var to = new JobStep(from.Place, JobMachine.Note(from.Row));
                _writer.Replace(context, _catalog.Find(runtime.Name)!, lease.Job, from, to, JobEventKind.Progress, lease.Attempt);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }
}
