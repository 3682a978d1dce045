using System.Buffers;
using System.IO.Pipelines;
using Mosaic.Backends;
using Mosaic.Documents.Json;
using Mosaic.Documents.Lines;

namespace Mosaic;

/// <summary>JSON Lines in and out: one JSON text a line, in UTF-8.</summary>
public static class JsonLinesExtensions
{
    /// <summary>Reads documents from JSON Lines, in units of about a megabyte (on a server some), and never holds more than a few of them.</summary>
    /// <remarks>
    /// Each line is an object whose property "id" is its id; where it has none, or null, a new one is put in. A line with the properties "$id" and
    /// "$document", in this order and no others, is the document of that id, any JSON value, as the export writes what cannot hold its id. White space around it, empty lines, a byte
    /// order mark and line ends of Windows are passed over; the JSON is kept as it is. Not one unit: what was written before an error or a
    /// cancellation stays, and running it again with <see cref="ExistingDocuments.Keep"/> or <see cref="ExistingDocuments.Replace"/> goes on.
    /// </remarks>
    /// <param name="store">The store.</param>
    /// <param name="collection">The collection's name.</param>
    /// <param name="source">The lines; read to its end and not closed.</param>
    /// <param name="existing">What happens to a document that is there.</param>
    /// <param name="progress">Told after each unit.</param>
    /// <param name="cancellationToken">Ends the import between two units.</param>
    /// <returns>How many documents were written.</returns>
    /// <exception cref="InvalidDocumentException">A line is no document; the message names its number, and every line before it was written.</exception>
    /// <exception cref="DuplicateKeyException">A document is there and <paramref name="existing"/> refuses that; lines of earlier units were written.</exception>
    public static async ValueTask<long> ImportJsonLinesAsync(
        this IDocumentStore store,
        string collection,
        Stream source,
        ExistingDocuments existing = ExistingDocuments.Refuse,
        IProgress<JsonLinesProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(source);
        CollectionName.Validate(collection);
        var import = new JsonLinesImport(store, collection, existing, progress, cancellationToken);
        var reader = PipeReader.Create(source, new StreamPipeReaderOptions(bufferSize: 256 * 1024, leaveOpen: true));
        try
        {
            await import.RunAsync(reader).ConfigureAwait(false);
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }

        return import.Written;
    }

    /// <summary>Writes documents as JSON Lines, in the order of ids.</summary>
    /// <remarks>The JSON is written as it is, but for line ends between its tokens, which become spaces. An object without a property "id" gets its id
    /// put in front. What cannot hold its id, an object whose "id" is null or no string, one that would be too long with it, an array or a scalar, is written as
    /// <c>{"$id":"x","$document":…}</c>, from which the import takes it again as it was.</remarks>
    /// <param name="store">The store.</param>
    /// <param name="collection">The collection's name.</param>
    /// <param name="target">Where to; flushed and not closed.</param>
    /// <param name="filter">Which documents; null: all.</param>
    /// <param name="progress">Told about every thousand documents.</param>
    /// <param name="cancellationToken">Ends the export.</param>
    /// <returns>How many documents were written.</returns>
    public static async ValueTask<long> ExportJsonLinesAsync(
        this IDocumentStore store,
        string collection,
        Stream target,
        Filter? filter = null,
        IProgress<JsonLinesProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        const int Often = 1_000;
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(target);
        var writer = PipeWriter.Create(target, new StreamPipeWriterOptions(leaveOpen: true));
        long documents = 0, bytes = 0;
        await foreach (var document in store.FindJsonAsync(collection, filter, null, cancellationToken).ConfigureAwait(false))
        {
            bytes += JsonLine.Write(writer, document.Id, document.Value.Span);
            if (++documents % Often == 0)
            {
                await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                progress?.Report(new JsonLinesProgress(documents, bytes));
            }
            else if (writer.UnflushedBytes > 1 << 20)
            {
                await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await writer.CompleteAsync().ConfigureAwait(false);
        await target.FlushAsync(cancellationToken).ConfigureAwait(false);
        progress?.Report(new JsonLinesProgress(documents, bytes));
        return documents;
    }
}
