using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage;

public sealed class UnitContextTests
{
    [Test]
    public async Task A_scan_gives_what_the_store_and_the_unit_hold_in_the_order_of_keys()
    {
        var seed = Random.Shared.Next();
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var random = new Random(seed);
        var model = new SortedDictionary<int, byte>();
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        for (var unit = 0; unit < 60; unit++)
        {
            await CommitAsync(store, context =>
            {
                for (var step = random.Next(60); step > 0; step--)
                {
                    var number = random.Next(80);
                    switch (random.Next(5))
                    {
                        case 0 or 1:
                            context.Put(Key(number), [(byte)step]);
                            model[number] = (byte)step;
                            break;
                        case 2 or 3:
                            context.Delete(Key(number));
                            model.Remove(number);
                            break;
                        default:
                            var (to, max) = (number + random.Next(80), random.Next(1, 30));
                            var found = context.Scan(Key(number), Key(to), max);
                            Assert.That(
                                found.Select(static row => (row.Key.ToArray(), row.Value.Span[0])),
                                Is.EqualTo(model.Where(row => row.Key >= number && row.Key < to).Take(max).Select(static row => (Key(row.Key), row.Value))),
                                $"seed {seed}, unit {unit}");
                            break;
                    }
                }

                return 0;
            });
        }
    }

    [Test]
    public async Task A_unit_that_scans_before_each_row_it_writes_looks_at_few_rows_of_its_own()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();

        var looks = await CommitAsync(store, static context =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                context.Scan(Key(i), Keys.After(Key(i)), 64);
                context.Put(Key(i), []);
            }

            return context.Looks;
        });

        Assert.That(looks, Is.LessThanOrEqualTo(1_000));
    }

    [Test]
    public async Task A_scan_of_some_rows_looks_at_no_more_of_the_units_own()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();

        var looks = await CommitAsync(store, static context =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                context.Put(Key(i), []);
            }

            context.Scan(Key(0), Key(1_000), 10);
            context.Scan(Key(0), Key(1_000), 10);
            var before = context.Looks;
            context.Scan(Key(0), Key(1_000), 10);
            return context.Looks - before;
        });

        Assert.That(looks, Is.EqualTo(10));
    }

    private static byte[] Key(int number) => Keys.Of((RowTable)0xF0, (long)number);

    private static async Task<T> CommitAsync<T>(MosaicEngine store, Func<UnitContext, T> prepare) =>
        await store.Core.CommitAsync(new DelegateUnit<T>(prepare), CancellationToken.None);
}
