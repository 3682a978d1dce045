using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Maintenance;

/// <summary>Rows that tell when others expire, in the order of time: after the table's byte the ticks, then what names the other.</summary>
/// <param name="Table">Which rows.</param>
/// <param name="Delete">Deletes, on the write loop, what the key of one of them names, if it has expired.</param>
internal readonly record struct ExpiryTable(RowTable Table, Action<UnitContext, byte[]> Delete);
