using Mosaic.Backends;
using Mosaic.Documents.Rows;
using Mosaic.Memory.Vectors;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Rows;

/// <summary>
/// Appends to, archives and deletes sessions inside a unit: turns, their ids, the session's row, its place in time, the user's
/// entry, counters and change record. Runs on the write loop.
/// </summary>
/// <param name="searchable">Told, once it is visible, that something searchable changed.</param>
internal sealed class SessionWriter(Action searchable)
{
    /// <exception cref="DuplicateKeyException">A turn's id is taken.</exception>
    /// <exception cref="MosaicException">A session is another user's.</exception>
    public void Append(UnitContext context, IReadOnlyList<TurnDraft> turns)
    {
        var sessions = new Dictionary<string, SessionRow>(StringComparer.Ordinal);
        foreach (var turn in turns)
        {
            if (!sessions.TryGetValue(turn.Session, out var session))
            {
                session = Begin(context, turn);
            }

            sessions[turn.Session] = Append(context, turn, session);
        }

        foreach (var (id, session) in sessions)
        {
            context.Put(MemoryKeys.Session(id), session.Encode());
            context.Put(MemoryKeys.Recency(session.LastTicks, id), System.Text.Encoding.UTF8.GetBytes(session.User));
            context.Changed(ChangeKind.Session, session.User, id, session.Version, ChangeOperation.Put);
        }
    }

    /// <summary>False when it is absent or not in the scope.</summary>
    public static bool Archive(UnitContext context, string id, UserScope scope)
    {
        if (Find(context, id) is not { } session || !scope.Sees(session.User))
        {
            return false;
        }

        if (!session.Archived)
        {
            var archived = session with { Archived = true, Version = session.Version + 1 };
            context.Put(MemoryKeys.Session(id), archived.Encode());
            context.Changed(ChangeKind.Session, archived.User, id, archived.Version, ChangeOperation.Put);
        }

        return true;
    }

    /// <summary>Deletes some turns of a session, and with the last one the session.</summary>
    /// <returns>How many there were, and how many of them had a vector; none when it is absent or not in the scope.</returns>
    public (int Turns, int Vectors) Delete(UnitContext context, string id, UserScope scope, IReadOnlyList<byte[]> turns)
    {
        if (Find(context, id) is not { } session || !scope.Sees(session.User))
        {
            return default;
        }

        var (deleted, vectors) = (0, 0);
        foreach (var key in turns)
        {
            if (context.Get(key) is { } bytes)
            {
                var turn = TurnContent.Decode(new DocumentRow(bytes).Json).Id;
                context.Delete(key);
                vectors += VectorWriter.DeleteOf(context, key) ? 1 : 0;
                context.Delete(MemoryKeys.TurnId(turn));
                context.Changed(ChangeKind.Turn, id, turn, MemoryKeys.TurnNumber(key), ChangeOperation.Delete);
                context.OnPublished(searchable);
                deleted++;
            }
        }

        context.Count(MemoryCounter.Turns, -deleted);
        var left = session with { Turns = session.Turns - deleted, Version = session.Version + 1 };
        var all = MemoryKeys.Turns(id);
        if (context.Scan(all, Keys.After(all), 1).Count > 0)
        {
            context.Put(MemoryKeys.Session(id), left.Encode());
            context.Changed(ChangeKind.Session, left.User, id, left.Version, ChangeOperation.Put);
            return (deleted, vectors);
        }

        context.Delete(MemoryKeys.Session(id));
        context.Delete(MemoryKeys.Recency(left.LastTicks, id));
        context.Delete(MemoryKeys.UserSession(left.User, id));
        context.Count(MemoryCounter.Sessions, -1);
        context.Changed(ChangeKind.Session, left.User, id, left.Version, ChangeOperation.Delete);
        return (deleted, vectors);
    }

    /// <summary>Whether there is such a session in the scope.</summary>
    public static bool IsOf(UnitContext context, string id, UserScope scope) => Find(context, id) is { } session && scope.Sees(session.User);

    private static SessionRow? Find(UnitContext context, string id) =>
        context.Get(MemoryKeys.Session(id)) is { } row ? SessionRow.Decode(row) : null;

    private static SessionRow Begin(UnitContext context, TurnDraft turn)
    {
        if (Find(context, turn.Session) is { } session)
        {
            context.Delete(MemoryKeys.Recency(session.LastTicks, turn.Session)); // put again once its turns are known
            return session with { Version = session.Version + 1, Archived = false };
        }

        context.Put(MemoryKeys.UserSession(turn.Content.User, turn.Session), []);
        context.Count(MemoryCounter.Sessions, 1);
        return new SessionRow { User = turn.Content.User, Version = 1, StartedTicks = long.MaxValue };
    }

    private SessionRow Append(UnitContext context, TurnDraft turn, SessionRow session)
    {
        if (session.User != turn.Content.User)
        {
            throw MemoryErrors.ForeignSession(turn.Session);
        }

        var idKey = MemoryKeys.TurnId(turn.Content.Id);
        if (context.Get(idKey) is not null)
        {
            throw MemoryErrors.TurnTaken(turn.Content.Id);
        }

        var number = session.LastNumber + 1;
        var key = MemoryKeys.Turn(turn.Session, number);
        context.Put(key, DocumentRow.Encode(1, context.Now, context.Sequence, null, turn.Json));
        context.Put(idKey, key);
        context.Count(MemoryCounter.Turns, 1);
        context.Changed(ChangeKind.Turn, turn.Session, turn.Content.Id, number, ChangeOperation.Put);
        context.OnPublished(searchable);
        var at = turn.Content.At.UtcTicks;
        return session with
        {
            StartedTicks = Math.Min(session.StartedTicks, at),
            LastTicks = Math.Max(session.LastTicks, at),
            Turns = session.Turns + 1,
            LastNumber = number,
        };
    }
}
