using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage.Rows;

public sealed class CounterTableTests
{
    [Test]
    public void Totals_are_the_sums_of_their_deltas()
    {
        var table = new CounterTable();
        table.Add([new(1, 5), new(2, 1), new(1, -2)]);

        Assert.That((table[1], table[2], table[3]), Is.EqualTo((3, 1, 0)));
    }

    [Test]
    public void Changed_totals_are_taken_once_and_in_order()
    {
        var table = new CounterTable();
        table.Add([new(9, 1), new(2, 1), new(9, 1)]);

        Assert.That(table.TakeChanged(), Is.EqualTo(new KeyValuePair<long, long>[] { new(2, 1), new(9, 2) }));
        Assert.That(table.TakeChanged(), Is.Empty);
    }

    [Test]
    public void Replay_adds_only_what_is_later_than_the_stored_total()
    {
        var row = CounterTable.ToRow(new(7, 100), 20);
        var table = new CounterTable();
        table.Load([new ScannedRow(row.Key, row.Value!.Value)]);

        table.Replay(19, [new(7, 1)]);
        table.Replay(20, [new(7, 1)]);
        table.Replay(21, [new(7, 1), new(8, 1)]);

        Assert.That((table[7], table[8]), Is.EqualTo((101, 1)));
    }
}
