using System.Globalization;
using System.Text;

namespace Mosaic.CrashHost;

/// <summary>
/// Edits files and documents that a mirror keeps in step: each id on one side only, so that there is never a clash. Tells each
/// acknowledged edit.
/// </summary>
internal static class MirrorHost
{
    private const int Ids = 20;

    /// <param name="root">As <see cref="MirrorPlace"/> has it.</param>
    /// <param name="first">The first edit's number.</param>
    public static async Task RunAsync(string root, int first)
    {
        var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var folder = await MirrorPlace.OpenFolderAsync(root).ConfigureAwait(false);
        await using var folderClosed = folder.ConfigureAwait(false);
        var store = await MosaicEngine.OpenAsync(MirrorPlace.StoreIn(root)).ConfigureAwait(false);
        await using var storeClosed = store.ConfigureAwait(false);
        using var mirror = new FolderMirror(folder, store, new FolderMirrorOptions { Prefix = MirrorPlace.Prefix });
        var mirroring = mirror.RunAsync(CancellationToken.None);
        var random = new Random(first);
        for (var number = first; !mirroring.IsCompleted; number++)
        {
            var inFolder = random.Next(2) == 0;
            var id = (inFolder ? "f" : "s") + random.Next(Ids).ToString(CultureInfo.InvariantCulture);
            var json = Encoding.UTF8.GetBytes(FormattableString.Invariant($$"""{"number":{{number}},"body":"# Edit {{number}}\n"}"""));
            var (documents, collection) = inFolder ? ((IDocumentStore)folder, MirrorPlace.Collection) : (store.Documents, MirrorPlace.Prefix + MirrorPlace.Collection);
            await documents.PutJsonAsync(collection, id, json).ConfigureAwait(false);
            await output.WriteAsync(FormattableString.Invariant($"{id} {number} .\n")).ConfigureAwait(false);
        }

        await mirroring.ConfigureAwait(false);
    }
}
