namespace Mosaic.Storage.Files;

/// <summary>The file system.</summary>
internal sealed class DiskFolder : IStorageFolder
{
    public static readonly DiskFolder Instance = new();

    public bool IsOnDisk => true;

    public bool Exists(string path) => File.Exists(path);

    public IStorageFile Open(string path, FileUse use) => new DiskFile(path, use);

    public void Delete(string path) => File.Delete(path);

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void SyncFolder(string path) => NativeSync.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
}
