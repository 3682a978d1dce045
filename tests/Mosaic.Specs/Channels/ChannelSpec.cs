using System.Threading.Channels;
using NUnit.Framework;

namespace Mosaic.Specs;

public abstract class ChannelSpec : MosaicSpec
{
    private IChannels Channels => Store.Channels;

    [Test]
    public async Task Every_subscriber_gets_every_message_in_order()
    {
        var (first, second) = (Inbox(), Inbox());
        await using var a = await Channels.SubscribeAsync("c", (message, token) => first.Writer.WriteAsync(message, token));
        await using var b = await Channels.SubscribeAsync("c", (message, token) => second.Writer.WriteAsync(message, token));
        for (var i = 0; i < 100; i++)
        {
            await Channels.PublishAsync("c", $"{i}");
        }

        foreach (var inbox in new[] { first, second })
        {
            for (var i = 0; i < 100; i++)
            {
                var message = await inbox.Reader.ReadAsync().AsTask().WaitAsync(Patience);
                Assert.That(message.Content, Is.EqualTo($"{i}"));
                Assert.That(message.Channel, Is.EqualTo("c"));
            }
        }
    }

    [Test]
    public async Task A_handler_that_throws_hurts_nobody_else_and_gets_the_next_message()
    {
        var (bad, good) = (Inbox(), Inbox());
        await using var a = await Channels.SubscribeAsync("c", async (message, token) =>
        {
            await bad.Writer.WriteAsync(message, token);
            throw new InvalidOperationException("bad handler");
        });
        await using var b = await Channels.SubscribeAsync("c", (message, token) => good.Writer.WriteAsync(message, token));

        await Channels.PublishAsync("c", "1");
        await Channels.PublishAsync("c", "2");

        foreach (var inbox in new[] { bad, good })
        {
            Assert.That((await inbox.Reader.ReadAsync().AsTask().WaitAsync(Patience)).Content, Is.EqualTo("1"));
            Assert.That((await inbox.Reader.ReadAsync().AsTask().WaitAsync(Patience)).Content, Is.EqualTo("2"));
        }
    }

    [Test]
    public async Task A_handler_that_blocks_does_not_hold_up_publishers_or_others()
    {
        var release = new TaskCompletionSource();
        var good = Inbox();
        await using var a = await Channels.SubscribeAsync("c", async (_, token) => await release.Task.WaitAsync(token));
        await using var b = await Channels.SubscribeAsync("c", (message, token) => good.Writer.WriteAsync(message, token));

        for (var i = 0; i < 50; i++)
        {
            await Channels.PublishAsync("c", $"{i}");
            Assert.That((await good.Reader.ReadAsync().AsTask().WaitAsync(Patience)).Content, Is.EqualTo($"{i}"));
        }

        release.SetResult();
    }

    [Test]
    public async Task After_unsubscribing_nothing_comes()
    {
        var inbox = Inbox();
        var subscription = await Channels.SubscribeAsync("c", (message, token) => inbox.Writer.WriteAsync(message, token));
        await Channels.PublishAsync("c", "before");
        await inbox.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        await subscription.DisposeAsync();

        await Channels.PublishAsync("c", "after");

        Assert.That(inbox.Reader.TryRead(out _), Is.False);
    }

    [Test]
    public async Task A_handler_may_end_its_own_subscription()
    {
        var done = new TaskCompletionSource();
        IAsyncDisposable? subscription = null;
        subscription = await Channels.SubscribeAsync("c", async (_, _) =>
        {
            await subscription!.DisposeAsync();
            done.SetResult();
        });
        await Channels.PublishAsync("c", "go");

        await done.Task.WaitAsync(Patience);
    }

    [Test]
    public async Task Bad_input_is_refused_and_a_closed_store_says_so()
    {
        await Assert.CatchAsync<ArgumentException>(async () => await Channels.PublishAsync("", "x"));
        await Assert.CatchAsync<ArgumentException>(async () => await Channels.PublishAsync("c", null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Channels.SubscribeAsync("c", null!));
        var channels = Channels;
        await Store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await channels.PublishAsync("c", "x"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await channels.SubscribeAsync("c", (_, _) => ValueTask.CompletedTask));
    }

    private static Channel<ChannelMessage> Inbox() => Channel.CreateUnbounded<ChannelMessage>();
}
