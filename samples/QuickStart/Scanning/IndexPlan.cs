using System.Globalization;
using Mosaic;
using QuickStart.Indexing;

namespace QuickStart.Scanning;

/// <summary>What differs between the folder and the store.</summary>
internal sealed class IndexPlan
{
    private readonly List<FileVersion> _jobs = [];

    private IndexPlan()
    {
    }

    /// <summary>One job for each file that differs.</summary>
    public IReadOnlyList<FileVersion> Jobs => _jobs;

    public int Added { get; private set; }

    public int Changed { get; private set; }

    public int Deleted { get; private set; }

    public int Unchanged { get; private set; }

    public static async Task<IndexPlan> MakeAsync(IMosaic store, FolderScan scan, CancellationToken stop)
    {
        var known = new Dictionary<string, KnownFile>(StringComparer.Ordinal);
        await foreach (var file in store.Documents.FindAsync<KnownFile>(IndexedFile.Collection, cancellationToken: stop))
        {
            known.Add(file.Path, file);
        }

        var plan = new IndexPlan();
        foreach (var file in scan.Files)
        {
            plan.Compare(file, known.Remove(file.Path, out var before) ? before : null);
        }

        foreach (var path in known.Keys.Where(path => !scan.MayExist(path)))
        {
            plan.Deleted++;
            plan._jobs.Add(new FileVersion(path, "gone"));
        }

        return plan;
    }

    private void Compare(FoundFile file, KnownFile? before)
    {
        if (before is not null && before.Size == file.Size && before.Modified == file.Modified)
        {
            Unchanged++;
            return;
        }

        if (before is null)
        {
            Added++;
        }
        else
        {
            Changed++;
        }

        _jobs.Add(new FileVersion(file.Path, string.Create(CultureInfo.InvariantCulture, $"{file.Size} {file.Modified.UtcTicks}")));
    }
}
