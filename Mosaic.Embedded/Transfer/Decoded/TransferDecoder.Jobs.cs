using System.Buffers.Binary;
using System.Text;
using Mosaic.Queue.Moves;
using Mosaic.Queue.Rows;

namespace Mosaic.Backends;

/// <content>Queues and jobs.</content>
public sealed partial class TransferDecoder
{
    private TransferRow? DecodeJob(in TransferRecord record)
    {
        var key = record.Key.Span;
        var value = record.Value.Span;
        switch (record.Kind)
        {
            case TransferKind.Queue:
                var queue = QueueCatalog.Decode(key, value);
                return new TransferQueue(queue.Id, queue.Name, queue.Settings.Paused, queue.Settings.Options);
            case TransferKind.JobSchedule:
                return new TransferSchedule(QueueJson.Decode<ScheduleRow>(value));
            case TransferKind.JobAttempt:
                return new TransferAttempt(Owner(key), Number(key), AttemptRows.Decode(value));
            case TransferKind.JobNote when Number(key) == 0:
                return new TransferProgress(
                    Owner(key), BinaryPrimitives.ReadInt32LittleEndian(value), BinaryPrimitives.ReadInt32LittleEndian(value[sizeof(int)..]), record.Value[(2 * sizeof(int))..]);
            case TransferKind.JobNote:
                return new TransferLogLine(Owner(key), Number(key), NoteRows.DecodeLine(value));
            case TransferKind.JobFlow:
                return new TransferFlow(Owner(key), BinaryPrimitives.ReadInt32LittleEndian(value), BinaryPrimitives.ReadInt32LittleEndian(value[sizeof(int)..]));
            case TransferKind.JobChild:
                var child = ChildRow.Decode(record.Value);
                return new TransferChild(Owner(key), Number(key), child.Id, child.State, child.Counts, child.Outcome);
            case TransferKind.JobDeduplication:
                var holder = KeyHolder.Decode(value.ToArray());
                return new TransferDeduplication(
                    BinaryPrimitives.ReadInt32BigEndian(key[1..]),
                    Encoding.UTF8.GetString(key[(1 + sizeof(int))..]),
                    holder.Job,
                    holder.Id,
                    holder.UntilTicks == 0 ? null : new DateTimeOffset(holder.UntilTicks, TimeSpan.Zero));
            default:
                foreach (var place in JobPlaces.All)
                {
                    if ((byte)place.Table() == (byte)record.Kind)
                    {
                        var job = place.ReadKey(key);
                        var row = JobRowCodec.Decode(record.Value);
                        return new TransferJob(job, row.ChosenId ?? _ids.ToText(job), place, row);
                    }
                }

                return null;
        }
    }

    private static JobKey Owner(ReadOnlySpan<byte> key) => JobKeys.ReadReady(key);

    private static int Number(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt32BigEndian(key[JobKeys.Length..]);
}
