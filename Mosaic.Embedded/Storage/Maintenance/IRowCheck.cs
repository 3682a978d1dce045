using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Maintenance;

/// <summary>The part of an integrity check that knows some tables of rows.</summary>
internal interface IRowCheck
{
    /// <summary>Called for every row of the store in key order, also for those of other parts.</summary>
    void Check(RowTable table, byte[] key, ReadOnlyMemory<byte> value);

    /// <summary>Called after the last row.</summary>
    void End();
}
