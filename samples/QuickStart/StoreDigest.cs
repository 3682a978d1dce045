using System.Globalization;
using System.Security.Cryptography;
using Mosaic;
using QuickStart.Indexing;
using QuickStart.Output;

namespace QuickStart;

/// <summary>SHA-256 over all that is stored of a folder, without times: equal for runs that end with the same, however often they were killed.</summary>
internal sealed class StoreDigest(IMosaic store)
{
    private const string Marks = "marks";
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SortedSet<string> _passages = new(StringComparer.Ordinal);

    public static Task<string> ComputeAsync(IMosaic store, CancellationToken stop) => new StoreDigest(store).ComputeAsync(stop);

    private async Task<string> ComputeAsync(CancellationToken stop)
    {
        var files = await AddFilesAsync(stop);
        await FindStrayPassagesAsync(stop);
        var passages = await AddPassagesAsync(stop);
        return $"Digest {Convert.ToHexStringLower(_hash.GetHashAndReset())} of {ConsoleText.Count(files, "file")} and {ConsoleText.Count(passages, "passage")}";
    }

    private async Task<int> AddFilesAsync(CancellationToken stop)
    {
        var files = new SortedDictionary<string, IndexedFile>(StringComparer.Ordinal);
        await foreach (var file in store.Documents.FindAsync<IndexedFile>(IndexedFile.Collection, cancellationToken: stop))
        {
            files.Add(file.Path, file);
        }

        foreach (var file in files.Values)
        {
            Add("file", file.Path, file.Size.ToString(CultureInfo.InvariantCulture), file.Hash, file.Note ?? "");
            foreach (var id in file.Passages)
            {
                Add(await store.Memory.Insights.GetAsync(id, stop) is null ? "lost" : "kept", id);
                _passages.Add(id);
            }
        }

        return files.Count;
    }

    /// <summary>Passages that no file names would be a fault: they are looked for in the record of changes, up to a change of our own.</summary>
    private async Task FindStrayPassagesAsync(CancellationToken stop)
    {
        var mark = Guid.NewGuid().ToString("N");
        await store.Documents.PutAsync(Marks, mark, new { }, new WriteOptions { Upsert = true }, stop);
        await foreach (var change in store.Changes.ReadAsync(cancellationToken: stop))
        {
            if (change.Kind == "insight")
            {
                _passages.Add(change.Id);
            }
            else if (change.Collection == Marks && change.Id == mark)
            {
                break;
            }
        }

        await store.Documents.DeleteAsync(Marks, mark, stop);
    }

    private async Task<int> AddPassagesAsync(CancellationToken stop)
    {
        var count = 0;
        foreach (var id in _passages)
        {
            if (await store.Memory.Insights.GetAsync(id, stop) is { } passage)
            {
                count++;
                var place = PassagePlace.From(passage.Metadata);
                Add("passage", id, place.Path, place.Line.ToString(CultureInfo.InvariantCulture), passage.Content);
            }
        }

        return count;
    }

    private void Add(params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            StableId.Append(_hash, part);
        }
    }
}
