using Mosaic.Backends;
using Mosaic.Storage.Rows;
using Mosaic.Transfer;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Transfer;

/// <summary>A kind of rows that is new is told to copies, or said to follow from others; never forgotten.</summary>
public sealed class TransferTablesTests
{
    [Test]
    public void Every_table_is_copied_derived_or_the_files_own([ValueSource(nameof(Tables))] string table)
    {
        var number = Enum.Parse<RowTable>(table);
        var places = new[]
        {
            TransferTables.Told.Contains((TransferKind)number), TransferTables.Untold.Contains((TransferKind)number),
            TransferTables.Derived.Contains(number), TransferTables.Own.Contains(number),
        };
        Assert.That(places.Count(static place => place), Is.EqualTo(1));
    }

    [Test]
    public void Every_kind_is_a_table_and_read() =>
        Assert.That(
            StoreTransfer.Kinds.Append(TransferKind.Change).Order(),
            Is.EqualTo(Enum.GetValues<TransferKind>().Order()).And.All.Matches<TransferKind>(static kind => Enum.IsDefined((RowTable)kind)));

    private static string[] Tables() => Enum.GetNames<RowTable>();
}
