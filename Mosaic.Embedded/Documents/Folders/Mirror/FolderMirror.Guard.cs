using System.Text.Json;
using Microsoft.Extensions.Logging;
using Mosaic.Documents.Folders.Mirror;

namespace Mosaic;

/// <content>Telling a folder whose documents were deleted from one that is not there, and what is not in step.</content>
public sealed partial class FolderMirror
{
    private const string MarkName = ".mosaic-mirror";
    private const string MarkText = "A store is mirrored here. While this file is missing and there are no documents, nothing is deleted in the store.\n";

    /// <summary>Those that were in step once.</summary>
    /// <returns>Whether any of them had a file.</returns>
    private async ValueTask<bool> AddNotedAsync(HashSet<(string, string)> keys, CancellationToken cancellationToken)
    {
        var hadFiles = false;
        await foreach (var state in store.Documents.FindAsync<JsonElement>(_options.StateCollection, null, null, cancellationToken).ConfigureAwait(false))
        {
            if (Text(state, "collection") is { } collection && Text(state, "document") is { } id)
            {
                keys.Add((collection, id));
                hadFiles |= Text(state, "hash") is not null;
            }
        }

        return hadFiles;

        static string? Text(JsonElement json, string name) =>
            json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    /// <summary>Takes up the folder's edits, if it is there, and marks it.</summary>
    private async ValueTask RequireFolderAsync(bool hadFiles, CancellationToken cancellationToken)
    {
        if (hadFiles)
        {
            RequireFolder();
        }

        await folder.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (File.Exists(MarkPath))
        {
            return;
        }

        try
        {
            await File.WriteAllTextAsync(MarkPath, MarkText, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.LogWarning(exception, "{Folder} cannot be marked; when its last document is deleted, that is not passed on.", folder.Folder);
        }
    }

    private string MarkPath => Path.Combine(folder.Folder, MarkName);

    /// <exception cref="MosaicException">It is not there, as far as can be told.</exception>
    private void RequireFolder()
    {
        if (!Directory.Exists(folder.Folder) || !(_options.AllowEmptyFolder || File.Exists(MarkPath) || folder.HoldsDocuments()))
        {
            throw new MosaicException($"The folder '{folder.Folder}' has no document any more. Nothing was deleted in the store.")
            {
                Operation = "mirror",
                Target = folder.Folder,
                Hint = "Mount its disk, or put it back in its place. If its documents are to be deleted: FolderMirrorOptions.AllowEmptyFolder.",
            };
        }
    }

    private void AddProblem(string collection, string id, Exception exception)
    {
        if (_problems.GetValueOrDefault((collection, id)) != exception.Message)
        {
            _logger.LogWarning(exception, "{Collection}/{Id} is not in step.", collection, id);
        }

        _problems[(collection, id)] = exception.Message;
    }

    private static InvalidDocumentException NotHeld(MirrorState state) => new("Its file cannot hold the whole document; the store's stays as it is.")
    {
        Operation = "mirror",
        Target = $"{state.Collection}/{state.Document}",
        Hint = "A .json file holds any document; a Markdown file none with a \"file\" of its own.",
    };
}
