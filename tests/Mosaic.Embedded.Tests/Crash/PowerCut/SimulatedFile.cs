using Mosaic.Storage.Files;

namespace Mosaic.Embedded.Tests.Crash.PowerCut;

/// <summary>An open file of a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, SimulatedInode inode, bool writable) : IStorageFile
{
    public long Length => disk.Look(() => inode.Length);

    public void Read(long position, Span<byte> destination)
    {
        lock (disk.Gate)
        {
            disk.ThrowIfCut();
            inode.Read(position, destination);
        }
    }

    public void Write(long position, ReadOnlySpan<byte> source)
    {
        RequireWritable();
        lock (disk.Enter(DiskCall.Write, inode.Name, out var cut))
        {
            disk.RequireSpace(position + source.Length - inode.Length);
            inode.Write(position, source);
            SimulatedDisk.ThrowIf(cut);
        }
    }

    public void SetLength(long length)
    {
        RequireWritable();
        lock (disk.Enter(DiskCall.SetLength, inode.Name, out var cut))
        {
            disk.RequireSpace(length - inode.Length);
            inode.SetLength(length);
            SimulatedDisk.ThrowIf(cut);
        }
    }

    public void Sync()
    {
        RequireWritable();
        lock (disk.Enter(DiskCall.Sync, inode.Name, out var cut))
        {
            if (disk.Happens(cut))
            {
                inode.Sync();
            }

            SimulatedDisk.ThrowIf(cut);
        }
    }

    public void Dispose()
    {
    }

    private void RequireWritable()
    {
        if (!writable)
        {
            throw new UnauthorizedAccessException($"'{inode.Name}' was opened for reading.");
        }
    }
}
