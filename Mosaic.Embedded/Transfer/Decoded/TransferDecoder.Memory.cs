using System.Buffers.Binary;
using Mosaic.Documents.Rows;
using Mosaic.Memory.Rows;

namespace Mosaic.Backends;

/// <content>Memory and vectors.</content>
public sealed partial class TransferDecoder
{
    private static TransferRow DecodeMemory(in TransferRecord record)
    {
        var key = record.Key.Span;
        var value = record.Value.Span;
        var row = new DocumentRow(record.Value); // the envelope of preferences, insights and turns
        switch (record.Kind)
        {
            case TransferKind.Preference:
                var preference = PreferenceContent.Decode(row.Json);
                return new TransferPreference(
                    MemoryKeys.PreferenceUser(key), MemoryKeys.PreferenceKey(key), row.Version, row.ModifiedAt, preference.Category, preference.Value);
            case TransferKind.Insight:
                return new TransferInsight(MemoryKeys.Id(key), row.Version, row.ModifiedAt, InsightContent.Decode(row.Json), row.Json);
            case TransferKind.Turn:
                return new TransferTurn(MemoryKeys.TurnSession(key), MemoryKeys.TurnNumber(key), row.ModifiedAt, TurnContent.Decode(row.Json), row.Json);
            case TransferKind.Session:
                var session = SessionRow.Decode(value);
                return new TransferSession(
                    MemoryKeys.Id(key), session.User, session.Version, Time(session.StartedTicks), Time(session.LastTicks), session.Turns, session.LastNumber, session.Archived);
            case TransferKind.InsightVector:
                return new TransferInsightVector(MemoryKeys.Id(key), VectorRow.Decode(value));
            case TransferKind.TextVector:
                return new TransferTextVector(
                    key[1], VectorKeys.Text(key).ToArray(), VectorRow.Model(value), BinaryPrimitives.ReadUInt64LittleEndian(value[1..]), VectorRow.Decode(value));
            case TransferKind.TextModel:
                var slot = key[^(1 + sizeof(int))];
                return new TransferModelPart(MemoryKeys.Name(key), slot, BinaryPrimitives.ReadInt32BigEndian(key[^sizeof(int)..]), record.Value);
            case TransferKind.VectorCorpus:
                var corpus = CorpusRow.Decode(value);
                return new TransferCorpus(VectorKeys.CorpusName(key), corpus.Model, corpus.Slot, corpus.Dimensions, corpus.Trained, corpus.Since);
            case TransferKind.VectorMark when VectorKeys.RefusedText(key) is { IsEmpty: false } text:
                var refusal = RefusalRow.Decode(value);
                return new TransferVectorMark(text.ToArray(), refusal.Sequence, refusal.Tries);
            case TransferKind.VectorMark:
                return new TransferVectorMark(default, BinaryPrimitives.ReadInt64LittleEndian(value), 0);
            case TransferKind.Forgotten:
                return new TransferForgotten(BinaryPrimitives.ReadInt64LittleEndian(value));
            default:
                throw new ArgumentOutOfRangeException(nameof(record), record.Kind, "No row of this kind is known.");
        }
    }

    private static DateTimeOffset Time(long ticks) => new(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
}
