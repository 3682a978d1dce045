using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Mosaic.Documents.Folders.Markdown;
using Mosaic.Documents.Folders.Mirror;
using Mosaic.Documents.Json;

namespace Mosaic;

/// <content>Bringing one side to what the other has, and the notes around it.</content>
public sealed partial class FolderMirror
{
    private async ValueTask ToStoreAsync(MirrorState state, MirrorSide? file, MirrorSide? document, CancellationToken cancellationToken)
    {
        var begun = await NoteAsync(state, state with { ToFile = null, ToStore = file?.Content }, cancellationToken).ConfigureAwait(false);
        await PutAsync(state, file, document, cancellationToken).ConfigureAwait(false);
        await NoteAsync(begun, InStep(state, file), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A Markdown file says computed fields and its own formatting: what it says then goes back to the store, if it says all that was written.</summary>
    private async ValueTask ToFolderAsync(MirrorState state, MirrorSide? file, MirrorSide? document, CancellationToken cancellationToken)
    {
        var begun = await NoteAsync(state, state with { ToFile = document?.Content, ToStore = null }, cancellationToken).ConfigureAwait(false);
        var written = default(MirrorSide);
        if (document is null)
        {
            await folder.DeleteAsync(state.Collection, state.Document, MirrorSide.Expecting(file), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            written = await PutFileAsync(
                state.Collection, state.Document, document.Json, MirrorSide.Expecting(file), state.Format, cancellationToken).ConfigureAwait(false);
            if (!written.Holds(document))
            {
                if (file is null)
                {
                    await folder.DeleteAsync(state.Collection, state.Document, MirrorSide.Expecting(written), cancellationToken).ConfigureAwait(false);
                    written = null;
                }

                await NoteAsync(begun, InStep(state, written) with { StoreHash = document.Hash }, cancellationToken).ConfigureAwait(false);
                throw NotHeld(state);
            }

            if (written.Hash != document.Hash)
            {
                await PutAsync(state, written, document, cancellationToken).ConfigureAwait(false);
            }
        }

        await NoteAsync(begun, InStep(state, written), cancellationToken).ConfigureAwait(false);
    }

    private MirrorState InStep(MirrorState state, MirrorSide? file) =>
        new(state.Collection, state.Document, file?.Hash, Format: folder.FormatOf(state.Collection, state.Document) ?? state.Format);

    private async ValueTask PutAsync(MirrorState state, MirrorSide? file, MirrorSide? document, CancellationToken cancellationToken)
    {
        var collection = _options.Prefix + state.Collection;
        if (file is null)
        {
            RequireFolder();
            if (folder.IsLeftOut(state.Collection, state.Document))
            {
                throw new InvalidDocumentException("A file says this id, and was left out; see the folder's problems. It is not taken for deleted.") { Operation = "mirror", Target = collection };
            }

            await DeleteAsync(collection, state.Document, document!, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await store.Documents.PutJsonAsync(
                collection, state.Document, file.Json, MirrorSide.Expecting(document) with { KeepsExpiry = true }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <exception cref="ConflictException">It is no longer what was compared.</exception>
    private async ValueTask DeleteAsync(string collection, string id, MirrorSide compared, CancellationToken cancellationToken)
    {
        if (!store.Capabilities.HasFlag(MosaicCapabilities.Transactions))
        {
            Require(await MirrorSide.ReadAsync(store.Documents, collection, id, cancellationToken).ConfigureAwait(false) is not { } last || (last.Version == compared.Version && last.Hash == compared.Hash));
            await store.Documents.DeleteAsync(collection, id, cancellationToken).ConfigureAwait(false);
            return;
        }

        await store.TransactAsync(
            async (unit, token) =>
            {
                var last = await unit.Documents.GetAsync<JsonElement>(collection, id, token).ConfigureAwait(false);
                Require(last is null || (last.Version == compared.Version && last.ModifiedAt == compared.ModifiedAt)); // versions begin anew with a document that comes back
                await unit.Documents.DeleteAsync(collection, id, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

        void Require(bool asCompared)
        {
            if (!asCompared)
            {
                throw new ConflictException($"'{collection}/{id}' was edited when it was to be deleted.") { Operation = "delete", Target = $"{collection}/{id}" };
            }
        }
    }

    /// <summary>In the folder, under the id with the time; with a number, too, if there is another by that name.</summary>
    /// <returns>That id.</returns>
    private async ValueTask<string> KeepBesideAsync(string collection, string id, MirrorSide loser, CancellationToken cancellationToken)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $".conflict-{_options.TimeProvider.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}");
        for (var number = 1; ; number++)
        {
            var beside = BesideOf(id, number == 1 ? suffix : string.Create(CultureInfo.InvariantCulture, $"{suffix}-{number}"));
            var json = loser.Json;
            if (JsonNode.Parse(json) is JsonObject named && named.ContainsKey("id"))
            {
                named["id"] = beside;
                json = Encoding.UTF8.GetBytes(named.ToJsonString(MarkdownReader.Relaxed));
            }

            if (await IsFreeAsync(collection, beside, cancellationToken).ConfigureAwait(false))
            {
                await PutFileAsync(collection, beside, json, new WriteOptions { ExpectedVersion = 0 }, folder.FormatOf(collection, id), cancellationToken).ConfigureAwait(false);
                return beside;
            }
        }
    }

    private async ValueTask<bool> IsFreeAsync(string collection, string id, CancellationToken cancellationToken) =>
        await folder.GetJsonAsync(collection, id, cancellationToken).ConfigureAwait(false) is null
        && await store.Documents.GetJsonAsync(_options.Prefix + collection, id, cancellationToken).ConfigureAwait(false) is null;

    /// <summary>The id with the suffix; one too long for it keeps its beginning, and a hash of the whole.</summary>
    private static string BesideOf(string id, string suffix)
    {
        if (Encoding.UTF8.GetByteCount(id) + suffix.Length <= DocumentLimits.MaxIdBytes)
        {
            return id + suffix;
        }

        suffix = $"~{MirrorState.HashOf(Encoding.UTF8.GetBytes(id))[..16]}{suffix}";
        var kept = new StringBuilder();
        var left = DocumentLimits.MaxIdBytes - suffix.Length;
        foreach (var rune in id.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            kept.Append(rune);
        }

        return kept.ToString().TrimEnd('/') + suffix;
    }

    /// <summary>A new file is of the kind that is wanted, if the document fits it; any fits JSON.</summary>
    /// <returns>What the file says.</returns>
    private async ValueTask<MirrorSide> PutFileAsync(string collection, string id, byte[] json, WriteOptions options, FolderFormat? format, CancellationToken cancellationToken)
    {
        try
        {
            return MirrorSide.Of(await folder.PutRowAsync(collection, id, json, options, format, cancellationToken).ConfigureAwait(false));
        }
        catch (InvalidDocumentException) when (format == FolderFormat.Markdown && folder.FormatOf(collection, id) is null)
        {
            return MirrorSide.Of(await folder.PutRowAsync(collection, id, json, options, FolderFormat.Json, cancellationToken).ConfigureAwait(false));
        }
    }

    private void Tell(MirrorConflict clash)
    {
        try
        {
            _options.OnClash?.Invoke(clash);
        }
        catch (Exception exception)
        {
            _logger.LogWarning(exception, "Who is told of clashes failed at {Collection}/{Id}; the clash is settled.", clash.Collection, clash.Id);
        }
    }

    private async ValueTask<MirrorState> NoteAsync(MirrorState known, MirrorState state, CancellationToken cancellationToken)
    {
        if (state == known)
        {
            return state;
        }

        var key = MirrorState.KeyOf(state.Collection, state.Document);
        if (state is { Hash: null, ToFile: null, ToStore: null, StoreHash: null })
        {
            await store.Documents.DeleteAsync(_options.StateCollection, key, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(state, MirrorJson.Default.MirrorState);
            await store.Documents.PutJsonAsync(_options.StateCollection, key, json, cancellationToken).ConfigureAwait(false);
        }

        return state;
    }
}
