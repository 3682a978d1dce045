using System.Globalization;
using System.Text;
using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>The units of writes: one round trip for one document of a collection without declarations; else several.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DocumentUnits(PostgresSession session, Collections collections, DocumentFinder finder, DocumentWriter writer)
{
    private const string OtherGeneration = "MS010";
    private const string IdTaken = "MS011";
    private const string OtherVersion = "MS012";
    private const string Operation = "write a document";

    private const int OptimisticAttempts = 3;

    private readonly DocumentBulk _bulk = new(session, writer);

    public async ValueTask<StoredDocument?> WriteAsync(string collection, DocumentWrite write, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var state = collections.Known(collection);
            var isPatch = write.Kind == DocumentWriteKind.Change;
            try
            {
                return state.IsPlain && !write.DependsOnDocument ? await WriteOneAsync(collection, state, write, null, cancellationToken).ConfigureAwait(false)
                    : state.IsPlain && isPatch && attempt < OptimisticAttempts ? await ChangeOneAsync(collection, state, write, cancellationToken).ConfigureAwait(false)
                    : await WriteLongAsync(collection, write, cancellationToken).ConfigureAwait(false);
            }
            catch (MosaicException exception) when (Refusal(exception) is { SqlState: OtherGeneration })
            {
                await collections.ReadAsync(collection, CancellationToken.None).ConfigureAwait(false);
            }
            catch (MosaicException exception) when (isPatch && Refusal(exception) is { SqlState: OtherVersion })
            {
                // Somebody else changed it between the read and the write: once more, from what it is now.
            }
            catch (MosaicException exception) when (Refusal(exception) is { SqlState: IdTaken })
            {
                throw write.Taken(collection);
            }
            catch (MosaicException exception) when (Refusal(exception) is { SqlState: OtherVersion } refusal)
            {
                var version = long.Parse(refusal.ColumnName!, CultureInfo.InvariantCulture);
                write.Check(collection, version == 0 ? null : new StoredDocument(write.Id, version, default, null, default));
                throw;
            }
        }
    }

    public async ValueTask<long> WriteManyAsync(string collection, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (writes.Count > 0)
        {
            var state = collections.Known(collection);
            try
            {
                return state.IsPlain && DocumentBulk.Serves(writes)
                    ? await _bulk.WriteAsync(collection, state, writes, cancellationToken).ConfigureAwait(false)
                    : await RunLongAsync("write documents", collection, writes, static steps => steps.Count, cancellationToken).ConfigureAwait(false);
            }
            catch (MosaicException exception) when (Refusal(exception) is { SqlState: OtherGeneration })
            {
                await collections.ReadAsync(collection, CancellationToken.None).ConfigureAwait(false);
            }
        }

        return 0;
    }

    private static PostgresException? Refusal(MosaicException exception) =>
        exception.InnerException as PostgresException ?? exception.InnerException?.InnerException as PostgresException;

    private async ValueTask<StoredDocument?> ChangeOneAsync(string collection, CollectionState state, DocumentWrite write, CancellationToken cancellationToken)
    {
        var live = await session.Reads.RunAsync(
            Operation, (connection, cancellationToken) => finder.GetAsync(connection, collection, write.Id, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (write.Decide(collection, live) is not { Json: { } json } decision)
        {
            return null;
        }

        var put = DocumentWrite.Put(write.Id, json.Span, new WriteOptions { ExpectedVersion = live?.Version ?? 0, ExpiresAt = decision.ExpiresAt });
        var row = await WriteOneAsync(collection, state, put, live?.ModifiedAt, cancellationToken).ConfigureAwait(false);
        return row is { } written ? new StoredDocument(written.Id, written.Version, written.ModifiedAt, decision.ExpiresAt, json) : null;
    }

    private async ValueTask<StoredDocument?> WriteOneAsync(
        string collection, CollectionState state, DocumentWrite write, DateTimeOffset? seen, CancellationToken cancellationToken)
    {
        var json = write.Kind == DocumentWriteKind.Delete ? null : write.Json.ToArray();
        var projected = json is null ? null : DocumentRows.Projected(json);
        WriteUnit<(long Version, DateTimeOffset At)?> unit = null!;
        unit = new WriteUnit<(long Version, DateTimeOffset At)?>(Operation)
        {
            AddStatements = batch => batch.Add(
                session.Sql["document_write"],
                Parameters.Of(unit.Key),
                Parameters.Of(collection),
                Parameters.Of(state.Generation),
                Parameters.Of(Name(write.Kind)),
                Parameters.Of(write.Id),
                Parameters.OfNumber(write.Options.ExpectedVersion),
                Parameters.OfTime(seen),
                Parameters.Of(write.Options.Upsert),
                Parameters.OfTime(write.Options.ExpiresAt),
                Parameters.OfBytes(json),
                Parameters.OfText(projected)),
            Read = static async reader => await reader.ReadAsync().ConfigureAwait(false) ? (reader.GetInt64(0), reader.GetDateTime(1)) : null,
            Recall = static kept => kept is null ? null : Recall(kept),
        };
        return await session.Units.RunAsync(unit, cancellationToken).ConfigureAwait(false) is (var version, var at)
            ? new StoredDocument(write.Id, version, at, write.Options.ExpiresAt, default)
            : null;
    }

    private async ValueTask<StoredDocument?> WriteLongAsync(string collection, DocumentWrite write, CancellationToken cancellationToken)
    {
        var row = await RunLongAsync(
            Operation, collection, [write], static steps => steps is [var step] ? step.After ?? step.Before : null, cancellationToken).ConfigureAwait(false);
        return row;
    }

    private async ValueTask<T> RunLongAsync<T>(
        string operation, string collection, IReadOnlyList<DocumentWrite> writes, Func<IReadOnlyList<WriteStep>, T> answer, CancellationToken cancellationToken)
    {
        // An attempt whose commit was not answered either took effect, and this is its answer, or another attempt makes it anew.
        IReadOnlyList<WriteStep> steps = [];
        var unit = new LongUnit<T>(operation)
        {
            Run = async connection =>
            {
                steps = await writer.ApplyAsync(connection, collection, writes).ConfigureAwait(false);
                return answer(steps);
            },
            Recall = _ => answer(steps),
        };
        return await session.Units.RunAsync(unit, cancellationToken).ConfigureAwait(false);
    }

    private static string Name(DocumentWriteKind kind) => kind switch
    {
        DocumentWriteKind.Create => "create",
        DocumentWriteKind.Keep => "keep",
        DocumentWriteKind.Put => "put",
        _ => "delete",
    };

    private static (long Version, DateTimeOffset At) Recall(byte[] kept)
    {
        var parts = Encoding.UTF8.GetString(kept).Split(' ');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(parts[1], CultureInfo.InvariantCulture)));
    }
}
