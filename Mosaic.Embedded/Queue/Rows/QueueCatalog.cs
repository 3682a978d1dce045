using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Mosaic.Backends;
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
            var queue = Decode(row.Key.Span, row.Value.Span);
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

        Write(context, queue);
        return queue;
    }

    /// <summary>Sets what a queue is like, in this unit.</summary>
    public QueueInfo Configure(UnitContext context, string name, Func<QueueSettings, QueueSettings> change)
    {
        var queue = Reserve(name);
        var now = context.Get(JobKeys.Queue(name)) is { } row ? Decode(JobKeys.Queue(name), row).Settings : queue.Settings;
        queue = queue with { Settings = change(now) };
        Write(context, queue);
        return queue;
    }

    public static QueueInfo Decode(ReadOnlySpan<byte> key, ReadOnlySpan<byte> row) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(row), Encoding.UTF8.GetString(key[1..]))
        {
            Settings = row.Length == sizeof(int) ? QueueSettings.Default : QueueJson.Decode<QueueSettings>(row[sizeof(int)..]),
        };

    private void Write(UnitContext context, QueueInfo queue)
    {
        byte[] settings = ReferenceEquals(queue.Settings, QueueSettings.Default) ? [] : QueueJson.Encode(queue.Settings);
        var row = new byte[sizeof(int) + settings.Length];
        BinaryPrimitives.WriteInt32LittleEndian(row, queue.Id);
        settings.CopyTo(row, sizeof(int));
        context.Put(JobKeys.Queue(queue.Name), row);
        context.Changed(ChangeKind.Queue, queue.Name, "", 0, ChangeOperation.Put);
        context.OnStaged(() => Know(queue));
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
