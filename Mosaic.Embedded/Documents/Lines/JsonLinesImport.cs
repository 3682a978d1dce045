using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Mosaic.Backends;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;

namespace Mosaic.Documents.Lines;

/// <summary>An import under way: while one unit is written the next is read.</summary>
internal sealed class JsonLinesImport(
    IDocumentStore store, string collection, ExistingDocuments existing, IProgress<JsonLinesProgress>? progress, CancellationToken cancellationToken)
{
    private const int UnitBytes = 1 << 20;
    private const string Hint = "JSON Lines hold one JSON object a line. The lines before it are written.";

    private readonly (int Documents, int Bytes) _most = store is DocumentStore backend ? backend.ImportUnit : (1_000, UnitBytes);
    private List<KeyValuePair<string, ReadOnlyMemory<byte>>> _unit = [];
    private Task _writing = Task.CompletedTask;
    private int _unitBytes;
    private long _line;
    private long _read;

    public long Written { get; private set; }

    public async Task RunAsync(PipeReader reader)
    {
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var buffer = result.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    await TakeAsync(buffer.Slice(0, end), 1).ConfigureAwait(false);
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }

                if (result.IsCompleted)
                {
                    await TakeAsync(buffer, 0).ConfigureAwait(false);
                    reader.AdvanceTo(buffer.End);
                    await WriteAsync().ConfigureAwait(false);
                    await new ValueTask(_writing).ConfigureAwait(false);
                    progress?.Report(new JsonLinesProgress(Written, _read));
                    break;
                }

                if (buffer.Length > DocumentLimits.MaxBytes + UnitBytes)
                {
                    throw Invalid($"is over {DocumentLimits.MaxBytes} bytes long");
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (InvalidDocumentException)
        {
            await WriteAsync().ConfigureAwait(false); // every line before it
            throw;
        }
        finally
        {
            await new ValueTask(_writing).ConfigureAwait(false);
        }
    }

    private async ValueTask TakeAsync(ReadOnlySequence<byte> bytes, int ending)
    {
        _read += bytes.Length + ending;
        _line++;
        if (Document(bytes) is { } document)
        {
            _unit.Add(document);
            _unitBytes += document.Value.Length;
            if (_unit.Count >= _most.Documents || _unitBytes >= _most.Bytes)
            {
                await WriteAsync().ConfigureAwait(false);
            }
        }
    }

    private KeyValuePair<string, ReadOnlyMemory<byte>>? Document(ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length > DocumentLimits.MaxBytes + UnitBytes)
        {
            throw Invalid($"is over {DocumentLimits.MaxBytes} bytes long");
        }

        var line = bytes.ToArray();
        var from = _line == 1 && line is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        if (line.AsSpan(from).Trim(" \t\r"u8).IsEmpty)
        {
            return null;
        }

        var json = line.AsSpan(from).Trim(" \t\r"u8).ToArray();
        from += line.AsSpan(from).IndexOfAnyExcept(" \t\r"u8);
        try
        {
            if (LineEnvelope.TryRead(json, out var named, out var document))
            {
                var inner = json[document];
                JsonText.Validate(inner);
                DocumentId.Validate(named);
                DocumentContent.RequireNoOtherId(inner, named, collection);
                return KeyValuePair.Create(named, (ReadOnlyMemory<byte>)inner);
            }

            JsonText.Validate(json);
            if (new JsonScanner(json).Peek() != JsonKind.Object)
            {
                throw new InvalidDocumentException("It is no JSON object.");
            }

            var id = JsonDocumentEditor.ReadId(json);
            if (id is null)
            {
                id = OrderedId.Next(TimeProvider.System.GetUtcNow()); // the store that it goes to may be any, with whatever clock
                json = JsonDocumentEditor.WithId(json, id);
            }

            DocumentId.Validate(id);
            return KeyValuePair.Create(id, (ReadOnlyMemory<byte>)json);
        }
        catch (InvalidDocumentException exception) when (exception is { SyntaxErrorAt: { } at, InnerException: JsonException syntax })
        {
            throw new InvalidDocumentException($"Line {_line}, byte {at + from} is not valid JSON: {JsonError.ReasonOf(syntax)}", exception) { Operation = "import", Target = collection, Hint = Hint };
        }
        catch (InvalidDocumentException exception)
        {
            throw Invalid($"is no document: {exception.Message}", exception);
        }
    }

    /// <summary>Begins to write what is read once the unit before is written.</summary>
    private async ValueTask WriteAsync()
    {
        await new ValueTask(_writing).ConfigureAwait(false);
        _writing = _unit.Count == 0 ? Task.CompletedTask : WriteAsync(_unit, _read);
        _unit = [];
        _unitBytes = 0;
    }

    private async Task WriteAsync(List<KeyValuePair<string, ReadOnlyMemory<byte>>> unit, long read)
    {
        try
        {
            Written += await store.PutJsonManyAsync(collection, unit, existing, cancellationToken).ConfigureAwait(false);
        }
        catch (DuplicateKeyException exception) when (existing == ExistingDocuments.Refuse && exception.Operation == "create")
        {
            const string WayOn = "ExistingDocuments.Keep goes on and passes over what is there; ExistingDocuments.Replace goes on and replaces it.";
            throw new DuplicateKeyException($"{exception.Message} The import refuses documents that are there: {WayOn}", exception)
            {
                Operation = "import",
                Target = exception.Target,
                Hint = WayOn,
            };
        }

        progress?.Report(new JsonLinesProgress(Written, read));
    }

    private InvalidDocumentException Invalid(string what, Exception? inner = null) => new($"Line {_line} {what}", inner)
    {
        Operation = "import",
        Target = collection,
        Hint = Hint,
    };
}
