using Mosaic.Backends;
using Mosaic.Postgres.Documents;
using Mosaic.Postgres.Queue;
using Mosaic.Postgres.Sessions;

namespace Mosaic.Postgres.Transactions;

/// <summary>What the parts of one attempt of a transaction share: one gate, what was read, and the writes, which wait here in the order of their
/// calls until the commit. Over when the callback returns.</summary>
internal sealed class TransactionScope(PostgresSession session, DocumentWriter documents, TransactionReads reads)
{
    private readonly List<Func<TransactionCommit, ValueTask>> _writes = [];
    private (string Collection, List<DocumentWrite> Writes)? _last;
    private readonly List<(string Queue, long Job)> _ends = [];
    private readonly List<JobDraft> _enqueues = [];
    private bool _over;

    public Lock Gate { get; } = new();

    public TransactionReads Reads => reads;

    public IReadOnlyList<Func<TransactionCommit, ValueTask>> Writes => _writes;

    /// <summary>The queues of the leases that it ends.</summary>
    public IEnumerable<string> EndedIn => _ends.Select(static end => end.Queue);

    /// <summary>Under the gate: a lease of a queue's job ends with the commit.</summary>
    public void Ends(string queue, long job) => _ends.Add((queue, job));

    /// <summary>Under the gate: a job begins with the commit.</summary>
    public void Enqueues(JobDraft draft) => _enqueues.Add(draft);

    /// <summary>Under the gate: runs within the transaction's unit, as often as it is tried.</summary>
    public void Add(Func<TransactionCommit, ValueTask> write)
    {
        _last = null;
        _writes.Add(write);
    }

    /// <summary>Under the gate: those to one collection that follow each other are applied together.</summary>
    public void Add(string collection, DocumentWrite write)
    {
        if (_last is not { } last || last.Collection != collection)
        {
            last = (collection, []);
            Add(async commit => await documents.ApplyAsync(commit.Connection, collection, last.Writes).ConfigureAwait(false));
            _last = last;
        }

        last.Writes.Add(write);
    }

    /// <summary>Before the first write: the locks of all queues that the writes have to do with.</summary>
    public async ValueTask LockAsync(TransactionCommit commit)
    {
        if (_ends.Count + _enqueues.Count > 0)
        {
            await commit.Moves.LockAsync(_enqueues, _ends.ConvertAll(static end => end.Job)).ConfigureAwait(false);
        }
    }

    /// <summary>The callback has returned: what it still holds of this is of no use.</summary>
    public void End()
    {
        lock (Gate)
        {
            _over = true;
        }
    }

    /// <summary>Under the gate.</summary>
    public void ThrowIfOver()
    {
        if (_over)
        {
            throw new InvalidOperationException("This transaction is over: its callback has returned.");
        }

        session.ThrowIfClosed();
    }
}
