using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Mosaic;

namespace QuickStart;

/// <summary>The texts of one folder in a store. A run that is killed is gone on with by the next: each file is one commit.</summary>
internal sealed class TextStore(MosaicEngine store)
{
    private const string Collection = "texts";
    private const int LengthMax = 2_000_000;
    private static readonly string[] Extensions = [".md", ".txt", ".cs", ".json", ".xml", ".html", ".py", ".js", ".ts", ".sh", ".yml", ".yaml", ".csproj"];
    private static readonly string[] SkippedFolders = [".git", "bin", "obj", "node_modules", "artifacts"];
    private static readonly Encoding Strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>In the user's data folder, keyed by the folder; never inside it.</summary>
    public static string PathFor(string folder)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16];
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(string.IsNullOrEmpty(data) ? Path.GetTempPath() : data, "mosaic-quickstart", key, "app.mosaic");
    }

    public async Task<Changes> RefreshAsync(string folder, CancellationToken token)
    {
        var known = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await foreach (var text in store.Documents.FindAsync<TextFile>(Collection, cancellationToken: token))
        {
            known[text.Id] = text.Modified;
        }

        int stored = 0, unchanged = 0, skipped = 0;
        var files = Files(new DirectoryInfo(folder)).ToList();
        await Parallel.ForEachAsync(files, token, async (file, cancel) =>
        {
            var id = Path.GetRelativePath(folder, file.FullName).Replace('\\', '/');
            bool same;
            lock (known)
            {
                same = known.Remove(id, out var modified) && modified == file.LastWriteTimeUtc;
            }

            if (same)
            {
                Interlocked.Increment(ref unchanged);
            }
            else if (await ReadAsync(file, cancel) is { } content)
            {
                var text = new TextFile(id, file.LastWriteTimeUtc, file.Length, content);
                await store.Documents.PutAsync(Collection, id, text, new WriteOptions { Upsert = true }, cancel);
                Interlocked.Increment(ref stored);
            }
            else
            {
                Interlocked.Increment(ref skipped);
            }
        });
        var removed = await store.Documents.DeleteManyAsync(Collection, known.Keys, token);
        return new Changes(stored, unchanged, (int)removed, skipped);
    }

    public async IAsyncEnumerable<FoundLine> FindLinesAsync(string words, [EnumeratorCancellation] CancellationToken token)
    {
        await foreach (var text in store.Documents.FindAsync<TextFile>(Collection, Filter.Contains("content", words), cancellationToken: token))
        {
            var number = 0;
            foreach (var line in text.Content.Split('\n'))
            {
                number++;
                if (line.Contains(words, StringComparison.Ordinal))
                {
                    yield return new FoundLine(text.Id, number, line.Trim());
                }
            }
        }
    }

    private static async Task<string?> ReadAsync(FileInfo file, CancellationToken token)
    {
        try
        {
            if (file.Length > LengthMax)
            {
                return null;
            }

            var content = Strict.GetString(await File.ReadAllBytesAsync(file.FullName, token));
            return content.Contains('\0', StringComparison.Ordinal) ? null : content;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            return null; // unreadable, gone meanwhile, or not text
        }
    }

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder)
    {
        var options = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in folder.EnumerateFiles("*", options))
        {
            if (Extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            {
                yield return file;
            }
        }

        foreach (var child in folder.EnumerateDirectories("*", options))
        {
            if (!SkippedFolders.Contains(child.Name, StringComparer.OrdinalIgnoreCase))
            {
                foreach (var file in Files(child))
                {
                    yield return file;
                }
            }
        }
    }
}
