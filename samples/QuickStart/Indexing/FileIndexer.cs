using Mosaic;

namespace QuickStart.Indexing;

/// <summary>Does one job. What is stored of the file and the job's end are one commit: there are never the one without the other.</summary>
internal sealed class FileIndexer(IMosaic store, FileReader reader)
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    public async Task<FileResult> IndexAsync(JobLease lease, string path)
    {
        (var content, lease) = await ReadAsync(lease, path);
        var passages = content is null ? [] : PassageSplitter.Split(content.Text);
        return await store.TransactAsync(async (unit, token) =>
        {
            var before = await unit.Documents.ReadAsync<IndexedFile>(IndexedFile.Collection, IndexedFile.IdOf(path), token);
            var result = content is null
                ? await RemoveAsync(unit, path, before, token)
                : await ReplaceAsync(unit, path, before, content, passages, token);
            await unit.Queue.AckAsync(lease, token);
            return result;
        });
    }

    private static async Task<FileResult> ReplaceAsync(
        IMosaicTransaction unit, string path, IndexedFile? before, FileContent content, IReadOnlyList<Passage> passages, CancellationToken token)
    {
        var ids = passages.Select(passage => passage.IdIn(path)).ToList();
        var file = new IndexedFile(path, content.Size, content.Modified, content.Hash, content.Note, ids);
        await unit.Documents.PutAsync(IndexedFile.Collection, IndexedFile.IdOf(path), file, new WriteOptions { Upsert = true }, token);
        if (before?.Hash == content.Hash)
        {
            return new FileResult(FileOutcome.Same);
        }

        // A passage's id says what is in it: what stayed is left alone.
        await DeleteAsync(unit, before?.Passages.Except(ids) ?? [], token);
        var stored = before?.Passages.ToHashSet() ?? [];
        foreach (var (passage, id) in passages.Zip(ids).Where(pair => !stored.Contains(pair.Second)))
        {
            await unit.Memory.StoreInsightAsync(
                new NewInsight
                {
                    Id = id,
                    UserId = LocalUser.Id,
                    Content = passage.Text,
                    Source = InsightSource.System,
                    Metadata = new PassagePlace(path, passage.Line).ToMetadata(),
                },
                token);
        }

        return new FileResult(FileOutcome.Indexed, passages.Count, content.Note);
    }

    private static async Task<FileResult> RemoveAsync(IMosaicTransaction unit, string path, IndexedFile? before, CancellationToken token)
    {
        await DeleteAsync(unit, before?.Passages ?? [], token);
        await unit.Documents.DeleteAsync(IndexedFile.Collection, IndexedFile.IdOf(path), token);
        return new FileResult(FileOutcome.Removed);
    }

    private static async Task DeleteAsync(IMosaicTransaction unit, IEnumerable<string> passages, CancellationToken token)
    {
        foreach (var id in passages)
        {
            await unit.Memory.DeleteInsightAsync(id, token);
        }
    }

    /// <summary>A slow disk or network share may take longer than a lease lasts.</summary>
    private async Task<(FileContent? Content, JobLease Lease)> ReadAsync(JobLease lease, string path)
    {
        var reading = reader.ReadAsync(path);
        while (await Task.WhenAny(reading, Task.Delay(RenewEvery)) != reading)
        {
            lease = await store.Queue.RenewAsync(lease);
        }

        return (await reading, lease);
    }
}
