using System.Diagnostics;
using System.Globalization;
using Mosaic.Storage.Files;

namespace Mosaic.CrashHost;

/// <summary>The file system, through which the process kills itself at a call that was chosen: SIGKILL, no handler runs.</summary>
internal sealed class MortalFolder(IStorageFolder folder, string? die) : IStorageFolder
{
    private readonly string? _call = die?.Split('.')[0];
    private readonly long _number = die is null ? 0 : long.Parse(die.Split('.')[1], CultureInfo.InvariantCulture);
    private long _calls;
    private long _matches;

    /// <summary>Calls so far that changed something.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    public bool IsOnDisk => folder.IsOnDisk;

    public bool Exists(string path) => folder.Exists(path);

    public IStorageFile Open(string path, FileUse use) => new MortalFile(this, folder.Open(path, use));

    public void Delete(string path)
    {
        folder.Delete(path);
        Count("Delete");
    }

    public void Rename(string from, string to)
    {
        folder.Rename(from, to);
        Count("Rename");
    }

    public void SyncFolder(string path)
    {
        folder.SyncFolder(path);
        Count("SyncFolder");
    }

    private void Count(string call)
    {
        Interlocked.Increment(ref _calls);
        if (_call is "Any" || _call == call)
        {
            if (Interlocked.Increment(ref _matches) == _number)
            {
                Process.GetCurrentProcess().Kill();
                new ManualResetEvent(false).WaitOne(); // the signal is on its way; nothing more may happen on this thread
            }
        }
    }

    private sealed class MortalFile(MortalFolder owner, IStorageFile file) : IStorageFile
    {
        public long Length => file.Length;

        public void Read(long position, Span<byte> destination) => file.Read(position, destination);

        public void Write(long position, ReadOnlySpan<byte> source)
        {
            file.Write(position, source);
            owner.Count("Write");
        }

        public void SetLength(long length)
        {
            file.SetLength(length);
            owner.Count("SetLength");
        }

        public void Sync()
        {
            file.Sync();
            owner.Count("Sync");
        }

        public void Dispose() => file.Dispose();
    }
}
