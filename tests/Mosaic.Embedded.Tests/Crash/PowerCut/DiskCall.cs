namespace Mosaic.Embedded.Tests.Crash.PowerCut;

/// <summary>A call that changes a simulated disk.</summary>
internal enum DiskCall
{
    Create,
    Write,
    SetLength,
    Sync,
    Rename,
    Delete,
    SyncFolder,
}
