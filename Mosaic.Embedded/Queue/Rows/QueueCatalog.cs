using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Rows;

/// <summary>The queues of a store. A queue gets its row with its first job, in the same unit; its id may be given before.</summary>
internal sealed class QueueCatalog
{
    private readonly ConcurrentDictionary<string, QueueInfo> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, QueueInfo> _byId = [];
    private readonly Dictionary<string, QueueInfo> _reserved = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _lastId;

    public QueueCatalog(RowStore rows)
    {
        var from = Keys.Of(RowTable.Queue);
        foreach (var row in rows.Scan(from, Keys.After(from), int.MaxValue, int.MaxValue).Rows)
        {
            var queue = new QueueInfo(BinaryPrimitives.ReadInt32LittleEndian(row.Value.Span), Encoding.UTF8.GetString(row.Key.Span[1..]));
            _known[queue.Name] = queue;
            _byId[queue.Id] = queue;
            _lastId = Math.Max(_lastId, queue.Id);
        }
    }

    public IEnumerable<QueueInfo> All => _known.Values;

    public QueueInfo? Find(string name) => _known.GetValueOrDefault(name);

    public QueueInfo? Find(int id) => _byId.GetValueOrDefault(id);

    /// <summary>The queue with the id that it has or will have.</summary>
    public QueueInfo Reserve(string name)
    {
        if (Find(name) is { } known)
        {
            return known;
        }

        lock (_gate)
        {
            if (Find(name) is { } meanwhile)
            {
                return meanwhile;
            }

            if (!_reserved.TryGetValue(name, out var queue))
            {
                queue = new QueueInfo(++_lastId, name);
                _reserved[name] = queue;
            }

            return queue;
        }
    }

    /// <summary>The queue, with its row written in this unit if it has none.</summary>
    public QueueInfo GetOrCreate(UnitContext context, string name)
    {
        var queue = Reserve(name);
        if (_known.ContainsKey(name) || context.Get(JobKeys.Queue(name)) is not null)
        {
            return queue;
        }

        var id = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(id, queue.Id);
        context.Put(JobKeys.Queue(name), id);
        context.Changed(ChangeKind.Queue, name, "", 0, ChangeOperation.Put);
        context.OnStaged(() => Know(queue));
        return queue;
    }

    private void Know(QueueInfo queue)
    {
        lock (_gate)
        {
            _byId[queue.Id] = queue;
            _known[queue.Name] = queue;
            _reserved.Remove(queue.Name);
        }
    }
}
