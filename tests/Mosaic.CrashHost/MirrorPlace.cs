namespace Mosaic.CrashHost;

/// <summary>A folder, its index and the store that it is mirrored with, side by side.</summary>
internal static class MirrorPlace
{
    public const string Collection = "n";
    public const string Prefix = "vault/";

    public static ValueTask<FolderDocumentStore> OpenFolderAsync(string root) => FolderDocumentStore.OpenAsync(
        Directory.CreateDirectory(Path.Combine(root, "vault")).FullName,
        new FolderOptions { IndexPath = Path.Combine(root, "index", "index.mosaic"), NewDocuments = FolderFormat.Markdown });

    public static string StoreIn(string root) => Path.Combine(root, "store.mosaic");
}
