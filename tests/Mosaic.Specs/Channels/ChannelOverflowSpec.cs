using System.Collections.Concurrent;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>What becomes of messages for a subscriber that is behind.</summary>
public abstract class ChannelOverflowSpec : MosaicSpec
{
    private readonly ConcurrentQueue<string> _handled = [];
    private TaskCompletionSource _entered = null!;
    private TaskCompletionSource _go = null!;

    private IChannels Channels => Store.Channels;

    private async Task<IAsyncDisposable> BlockedAsync(SubscribeOptions options)
    {
        (_entered, _go) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));
        _handled.Clear();
        var subscription = await Channels.SubscribeAsync(
            "c",
            async (message, token) =>
            {
                _entered.TrySetResult();
                await _go.Task.WaitAsync(token);
                _handled.Enqueue(message.Content);
            },
            options);
        await Channels.PublishAsync("c", "0");
        await _entered.Task.WaitAsync(Patience);
        return subscription;
    }

    [TestCase(Overflow.DropOldest, "0 3 4")]
    [TestCase(Overflow.DropNewest, "0 1 2")]
    public async Task Messages_are_dropped_as_the_policy_says(Overflow overflow, string expected)
    {
        await using var subscription = await BlockedAsync(new SubscribeOptions { Capacity = 2, Overflow = overflow });
        for (var i = 1; i < 5; i++)
        {
            await Channels.PublishAsync("c", $"{i}");
        }

        _go.SetResult();
        await Eventually(() => Task.FromResult(_handled.Count == 3), "what was not dropped is handled");
        Assert.That(string.Join(' ', _handled), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_publisher_waits_for_room()
    {
        await using var subscription = await BlockedAsync(new SubscribeOptions { Capacity = 1, Overflow = Overflow.Wait });
        await Channels.PublishAsync("c", "1");
        var third = Channels.PublishAsync("c", "2").AsTask();
        var fourth = Store.TransactAsync(async (transaction, token) => await transaction.PublishAsync("c", "3", token)).AsTask();
        Assert.That(third.IsCompleted, Is.False);

        _go.SetResult();
        await Task.WhenAll(third, fourth).WaitAsync(Patience);
        await Eventually(() => Task.FromResult(_handled.Count == 4), "all are handled");
        Assert.That(_handled, Is.EquivalentTo(new[] { "0", "1", "2", "3" }));
    }

    [Test]
    public async Task A_publisher_stops_waiting_when_the_subscriber_ends()
    {
        var subscription = await BlockedAsync(new SubscribeOptions { Capacity = 1, Overflow = Overflow.Wait });
        await Channels.PublishAsync("c", "1");
        var waiting = Channels.PublishAsync("c", "2").AsTask();
        await subscription.DisposeAsync();
        await waiting.WaitAsync(Patience);
    }

    [Test]
    public async Task A_subscriber_that_is_behind_is_disconnected()
    {
        await using var subscription = await BlockedAsync(new SubscribeOptions { Capacity = 1, Overflow = Overflow.Disconnect });
        for (var i = 1; i < 5; i++)
        {
            await Channels.PublishAsync("c", $"{i}");
        }

        _go.TrySetResult();
        await subscription.DisposeAsync();
        Assert.That(_handled, Has.Count.LessThanOrEqualTo(2));
    }

    [Test]
    public async Task Options_that_make_no_sense_are_refused()
    {
        foreach (var bad in new[]
        {
            new SubscribeOptions { Capacity = 0 },
            new SubscribeOptions { Overflow = (Overflow)9 },
            new SubscribeOptions { From = "5" },
            new SubscribeOptions { Name = "" },
            new SubscribeOptions { Name = "n", From = "no cursor" },
        })
        {
            await Assert.CatchAsync<ArgumentException>(async () => await Channels.SubscribeAsync("c", static (_, _) => ValueTask.CompletedTask, bad));
        }

        await Assert.CatchAsync<ArgumentException>(async () => await Channels.SubscribeAsync("c", static (_, _) => ValueTask.CompletedTask, (SubscribeOptions)null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Channels.PublishAsync("c", "lone \ud800"));
    }

    [Test]
    public async Task Waiting_for_room_can_be_cancelled()
    {
        await using var subscription = await BlockedAsync(new SubscribeOptions { Capacity = 1, Overflow = Overflow.Wait });
        await Channels.PublishAsync("c", "1");
        using var end = new CancellationTokenSource();
        var publishing = Channels.PublishAsync("c", "2", end.Token).AsTask();
        var transacting = Store.TransactAsync(async (transaction, token) => await transaction.PublishAsync("c", "3", token), end.Token).AsTask();
        await end.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => publishing.WaitAsync(Patience));
        await Assert.CatchAsync<OperationCanceledException>(() => transacting.WaitAsync(Patience));
        _go.SetResult();
    }
}
