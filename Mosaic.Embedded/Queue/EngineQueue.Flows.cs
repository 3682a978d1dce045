using Mosaic.Queue.Moves;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic.Queue;

/// <content>Jobs that wait for others: flows, and batches with a completion job.</content>
internal sealed partial class EngineQueue
{
    public ValueTask<FlowReceipt> EnqueueFlowAsync(FlowJob flow, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(flow);
        Enter(cancellationToken);
        var jobs = 0;
        var draft = Draft(flow, [], ref jobs);
        return CommitAsync(context => Insert(context, draft, null), cancellationToken);
    }

    public async ValueTask<BatchReceipt> EnqueueBatchAsync(string queue, IEnumerable<NewJob> jobs, NewJob completion, CancellationToken cancellationToken = default)
    {
        var flow = JobRules.Batch(queue, jobs, completion);
        var receipt = await EnqueueFlowAsync(flow, cancellationToken).ConfigureAwait(false);
        return new BatchReceipt(receipt.Id, [.. receipt.Children.Select(static child => child.Id)]);
    }

    public ValueTask<IReadOnlyList<ChildJob>> GetChildrenAsync(string jobId, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateId(jobId, nameof(jobId));
        Enter(cancellationToken);
        if (Find(jobId) is not { Row.IsParent: true } parent)
        {
            return ValueTask.FromResult<IReadOnlyList<ChildJob>>([]);
        }

        var (from, to) = FlowRows.Children(parent.Key);
        var rows = _core.Rows.Scan(from, to, int.MaxValue, int.MaxValue).Rows;
        return ValueTask.FromResult<IReadOnlyList<ChildJob>>(rows.ConvertAll(static row => ChildRow.Decode(row.Value).ToPublic(JsonDepth)));
    }

    private FlowDraft Draft(FlowJob flow, List<FlowJob> above, ref int jobs)
    {
        JobRules.ValidateFlow(flow, above, ref jobs);
        var draft = Draft(flow.Queue, flow.Type, flow.Data is null ? null : ToJson(flow.Data, flow.Queue), flow.Options ?? Plain);
        above.Add(flow);
        var children = new List<FlowDraft>(flow.Children.Count);
        foreach (var child in flow.Children)
        {
            children.Add(Draft(child, above, ref jobs));
        }

        above.RemoveAt(above.Count - 1);
        return new FlowDraft(draft with { Row = draft.Row with { IsParent = children.Count > 0 } }, flow.OnFailure, children);
    }

    /// <summary>On the write loop. A parent has a lower number than its children: it goes before what was enqueued after it.</summary>
    private FlowReceipt Insert(UnitContext context, FlowDraft flow, ParentLink? parent)
    {
        var draft = flow.Job with { Row = flow.Job.Row with { Parent = parent } };
        var number = Number(draft);
        var id = Insert(context, draft, number);
        if (flow.Children.Count == 0)
        {
            return new FlowReceipt(id, []);
        }

        var job = new JobKey(_catalog.Reserve(draft.Queue).Id, draft.Options.Priority, number);
        var children = new List<FlowReceipt>(flow.Children.Count);
        foreach (var child in flow.Children)
        {
            children.Add(Insert(context, child, new ParentLink(job, draft.Row.ChosenId, children.Count, child.OnFailure)));
        }

        FlowRows.Begin(context, job, children.ConvertAll(static child => child.Id));
        return new FlowReceipt(id, children);
    }
}
