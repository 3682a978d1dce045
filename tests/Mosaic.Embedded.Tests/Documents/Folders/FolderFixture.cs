using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>A folder of files, and a store over it.</summary>
public abstract class FolderFixture
{
    private TemporaryFolder _place = null!;

    protected string Root => _place.File("files");

    [SetUp]
    public void MakeFolder()
    {
        _place = new TemporaryFolder();
        Directory.CreateDirectory(Root);
    }

    [TearDown]
    public void DeleteFolder() => _place.Dispose();

    protected ValueTask<FolderDocumentStore> OpenAsync(FolderFormat format = FolderFormat.Markdown, bool watch = false, Action<FolderOptions>? set = null)
    {
        var options = new FolderOptions { IndexPath = _place.File("index/index.mosaic"), Durability = Durability.Relaxed, Watch = watch, NewDocuments = format };
        set?.Invoke(options);
        return FolderDocumentStore.OpenAsync(Root, options);
    }

    protected void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    protected void Write(string path, byte[] bytes)
    {
        var full = Full(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    protected string Text(string path) => File.ReadAllText(Full(path));

    protected string Full(string path) => Path.Combine(Root, path);
}
