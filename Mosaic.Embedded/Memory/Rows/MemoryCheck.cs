using System.Buffers.Binary;
using System.Text.Json;
using Mosaic.Backends;
using Mosaic.Documents.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Maintenance;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Rows;

/// <summary>Compares the rows of memory with each other and with their counters.</summary>
internal sealed class MemoryCheck(StoreCore core, Action<string> report) : IRowCheck
{
    private readonly Dictionary<long, long> _counts = [];
    private string? _session;
    private long _turns;

    public void Check(RowTable table, byte[] key, ReadOnlyMemory<byte> value)
    {
        try
        {
            switch (table)
            {
                case RowTable.Preference:
                    Count(MemoryCounter.Preferences);
                    PreferenceContent.Decode(new DocumentRow(value).Json);
                    break;
                case RowTable.Insight:
                    CheckInsight(key, value);
                    break;
                case RowTable.Vector:
                    Count(MemoryCounter.Vectors);
                    Require(MemoryKeys.Insight(MemoryKeys.Id(key)), "A vector", MemoryKeys.Id(key));
                    break;
                case RowTable.InsightExpiry:
                    CheckExpiry(key);
                    break;
                case RowTable.TextVector:
                    CheckTextVector(key);
                    break;
                case RowTable.VectorMark:
                    CheckRefusal(key);
                    break;
                case RowTable.TextModel:
                    Require(VectorKeys.Corpus(MemoryKeys.Name(key)), "A model without its corpus", MemoryKeys.Name(key));
                    break;
                case RowTable.VectorCorpus:
                    CheckCorpus(key, value);
                    break;
                case RowTable.Turn:
                    CheckTurn(key, value);
                    break;
                case RowTable.TurnId:
                    Require(value.ToArray(), "A turn's id", MemoryKeys.Id(key));
                    break;
                case RowTable.Session:
                    CheckSession(key, value);
                    break;
                case RowTable.SessionRecency:
                    CheckRecency(key);
                    break;
                case RowTable.UserMemory:
                    CheckEntry(key);
                    break;
            }
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            report($"The {table} row {Convert.ToHexString(key)} cannot be read: {exception.Message}");
        }
    }

    public void End()
    {
        EndSession(null);
        foreach (var counter in new[] { MemoryCounter.Preferences, MemoryCounter.Insights, MemoryCounter.Turns, MemoryCounter.Sessions, MemoryCounter.Vectors, MemoryCounter.TextVectors })
        {
            var row = core.Rows.GetStored(CounterTable.Key(counter));
            var counted = row is null ? 0 : BinaryPrimitives.ReadInt64LittleEndian(row);
            if (counted != _counts.GetValueOrDefault(counter))
            {
                report($"Memory's counter {counter & 0xFF} is {counted}, and there are {_counts.GetValueOrDefault(counter)} rows.");
            }
        }
    }

    private void CheckInsight(byte[] key, ReadOnlyMemory<byte> value)
    {
        Count(MemoryCounter.Insights);
        var id = MemoryKeys.Id(key);
        var insight = InsightContent.Decode(new DocumentRow(value).Json);
        Require(MemoryKeys.UserInsight(insight.User, id), "An insight without its user's entry", id);
        if (insight.Expires is { } expires)
        {
            Require(MemoryKeys.Expiry(expires, id), "An insight that expires, without its expiry", id);
        }
    }

    private void CheckExpiry(byte[] key)
    {
        var id = MemoryKeys.ExpiringInsight(key);
        if (core.Rows.GetStored(MemoryKeys.Insight(id)) is not { } row
            || InsightContent.Decode(new DocumentRow(row).Json).Expires is not { } expires || !MemoryKeys.Expiry(expires, id).AsSpan().SequenceEqual(key))
        {
            report($"An expiry names insight '{id}', which does not expire then.");
        }
    }

    /// <summary>The vector of a document that is gone is taken away in the background; that of a turn or an insight goes with it.</summary>
    private void CheckTextVector(byte[] key)
    {
        Count(MemoryCounter.TextVectors);
        var text = VectorKeys.Text(key).ToArray();
        if (text[0] != (byte)RowTable.Document)
        {
            Require(text, "A vector without its text", Convert.ToHexString(text));
        }
    }

    private void CheckRefusal(byte[] key)
    {
        if (VectorKeys.RefusedText(key) is { IsEmpty: false } text && text[0] != (byte)RowTable.Document)
        {
            Require(text.ToArray(), "A refusal without its text", Convert.ToHexString(text));
        }
    }

    private void CheckCorpus(byte[] key, ReadOnlyMemory<byte> value)
    {
        var corpus = CorpusRow.Decode(value.Span);
        var name = VectorKeys.CorpusName(key);
        if (corpus.HasModel)
        {
            Require(VectorKeys.Model(name, corpus.Slot, 0), "A corpus without its model", name);
        }
    }

    private void CheckTurn(byte[] key, ReadOnlyMemory<byte> value)
    {
        Count(MemoryCounter.Turns);
        EndSession(MemoryKeys.TurnSession(key));
        _turns++;
        var turn = TurnContent.Decode(new DocumentRow(value).Json);
        if (core.Rows.GetStored(MemoryKeys.TurnId(turn.Id)) is not { } place || !place.AsSpan().SequenceEqual(key))
        {
            report($"Turn '{turn.Id}' is not where its id leads.");
        }
    }

    /// <summary>Turns stand session by session; sessions themselves come later in key order.</summary>
    private void EndSession(string? next)
    {
        if (_session == next)
        {
            return;
        }

        if (_session is { } id && (core.Rows.GetStored(MemoryKeys.Session(id)) is not { } row || SessionRow.Decode(row).Turns != _turns))
        {
            report($"Session '{id}' has {_turns} turns, and its row is missing or counts others.");
        }

        _session = next;
        _turns = 0;
    }

    private void CheckSession(byte[] key, ReadOnlyMemory<byte> value)
    {
        Count(MemoryCounter.Sessions);
        var id = MemoryKeys.Id(key);
        var session = SessionRow.Decode(value.Span);
        Require(MemoryKeys.Recency(session.LastTicks, id), "A session without its place in time", id);
        Require(MemoryKeys.UserSession(session.User, id), "A session without its user's entry", id);
        if (session.Turns > 0 && core.Rows.GetStored(MemoryKeys.Turn(id, session.LastNumber)) is null)
        {
            report($"Session '{id}' is without its last turn.");
        }
    }

    private void CheckRecency(byte[] key)
    {
        var id = MemoryKeys.RecencySession(key);
        if (core.Rows.GetStored(MemoryKeys.Session(id)) is not { } row || SessionRow.Decode(row).LastTicks != MemoryKeys.RecencyTicks(key))
        {
            report($"A place in time names session '{id}', whose last turn was not then.");
        }
    }

    private void CheckEntry(byte[] key)
    {
        var id = MemoryKeys.EntryId(key);
        var user = MemoryKeys.EntryUser(key);
        var owner = MemoryKeys.IsInsightEntry(key)
            ? core.Rows.GetStored(MemoryKeys.Insight(id)) is { } insight ? InsightContent.Decode(new DocumentRow(insight).Json).User : null
            : core.Rows.GetStored(MemoryKeys.Session(id)) is { } session ? SessionRow.Decode(session).User : null;
        if (owner != user)
        {
            report($"An entry of user '{user}' names '{id}', which the user does not have.");
        }
    }

    private void Require(byte[] key, string what, string id)
    {
        if (core.Rows.GetStored(key) is null)
        {
            report($"{what}: '{id}'.");
        }
    }

    private void Count(long counter) => _counts[counter] = _counts.GetValueOrDefault(counter) + 1;
}
