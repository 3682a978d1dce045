using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Queue;

public sealed class JobTests
{
    private sealed record Order(string OrderId, int Amount);

    [Test]
    public void Data_and_result_are_read_with_web_names()
    {
        var job = NewJob("""{"orderId":"A","amount":3}""") with { Result = JsonElement.Parse("7") };

        Assert.That(job.GetData<Order>(), Is.EqualTo(new Order("A", 3)));
        Assert.That(job.GetResult<int>(), Is.EqualTo(7));
    }

    [Test]
    public void A_number_written_as_a_string_is_refused()
    {
        var job = NewJob("""{"orderId":"A","amount":"3"}""");

        Assert.That(() => job.GetData<Order>(), Throws.TypeOf<JsonException>());
    }

    [Test]
    public void Absent_data_and_an_absent_result_read_as_default()
    {
        var job = new Job { Id = "1", Queue = "orders", Type = "bill" };

        Assert.That(job.GetData<Order>(), Is.Null);
        Assert.That(job.GetResult<int>(), Is.Zero);
    }

    private static Job NewJob(string data) =>
        new() { Id = "1", Queue = "orders", Type = "bill", Data = JsonElement.Parse(data) };
}
