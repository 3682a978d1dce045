using Mosaic.Benchmarks.Children;

namespace Mosaic.Benchmarks.Folders;

/// <summary>Indexes a folder in a process of its own.</summary>
internal static class FolderChild
{
    public static async Task RunAsync(string vault, string index)
    {
        await using var store = await OpenAsync(vault, index);
        ChildCommand.TellPeakMemory();
    }

    public static ValueTask<FolderDocumentStore> OpenAsync(string vault, string index) =>
        FolderDocumentStore.OpenAsync(vault, new FolderOptions { IndexPath = index, Watch = false });
}
