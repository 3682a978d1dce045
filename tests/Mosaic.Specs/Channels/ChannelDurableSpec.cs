using System.Collections.Concurrent;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Durable subscriptions.</summary>
public abstract class ChannelDurableSpec : MosaicSpec
{
    private static readonly SubscribeOptions Mail = new() { Name = "mail" };

    private readonly ConcurrentQueue<ChannelMessage> _handled = [];

    private IChannels Channels => Store.Channels;

    [SetUp]
    public void NeedDurableChannels()
    {
        Require(MosaicCapabilities.DurableChannels);
        _handled.Clear();
    }

    private ValueTask<IAsyncDisposable> SubscribeAsync(SubscribeOptions? options = null) => Channels.SubscribeAsync("c", Handle, options ?? Mail);

    private ValueTask Handle(ChannelMessage message, CancellationToken cancellationToken)
    {
        _handled.Enqueue(message);
        return ValueTask.CompletedTask;
    }

    private async Task HandledAsync(params string[] expected)
    {
        await Eventually(() => Task.FromResult(_handled.Count >= expected.Length), $"{expected.Length} messages are handled");
        Assert.That(_handled.Select(static message => message.Content), Is.EqualTo(expected));
    }

    [Test]
    public async Task What_is_published_while_the_subscriber_is_away_is_delivered_when_it_is_back()
    {
        await Channels.PublishAsync("c", "before the first subscription");
        await (await SubscribeAsync()).DisposeAsync();
        await Channels.PublishAsync("c", "1");
        await Store.TransactAsync(async (transaction, token) =>
        {
            await transaction.PublishAsync("c", "2", token);
            await transaction.PublishAsync("c", "3", token);
        });
        await Assert.CatchAsync<InvalidOperationException>(async () => await Store.TransactAsync(async (transaction, token) =>
        {
            await transaction.PublishAsync("c", "never", token);
            throw new InvalidOperationException("aborted");
        }));

        await using var subscription = await SubscribeAsync();
        await Channels.PublishAsync("c", "4");
        await HandledAsync("1", "2", "3", "4");
        Assert.That(_handled.Select(static message => long.Parse(message.Cursor, System.Globalization.CultureInfo.InvariantCulture)), Is.Ordered);
    }

    [Test]
    public async Task What_was_handled_does_not_come_again()
    {
        var subscription = await SubscribeAsync();
        await Channels.PublishAsync("c", "1");
        await HandledAsync("1");
        await subscription.DisposeAsync();
        await Channels.PublishAsync("c", "2");
        await using var again = await SubscribeAsync();
        await HandledAsync("1", "2");
    }

    [Test]
    public async Task A_subscription_goes_on_from_a_cursor()
    {
        var subscription = await SubscribeAsync();
        for (var i = 1; i <= 4; i++)
        {
            await Channels.PublishAsync("c", $"{i}");
        }

        await HandledAsync("1", "2", "3", "4");
        var cursor = _handled.ElementAt(1).Cursor;
        await subscription.DisposeAsync();
        _handled.Clear();
        await using var again = await SubscribeAsync(Mail with { From = cursor });
        await HandledAsync("3", "4");
    }

    [Test]
    public async Task Others_of_the_channel_get_messages_as_they_come()
    {
        await using var durable = await SubscribeAsync();
        var live = new ConcurrentQueue<ChannelMessage>();
        await using var other = await Channels.SubscribeAsync("c", (message, _) =>
        {
            live.Enqueue(message);
            return ValueTask.CompletedTask;
        });
        await Channels.PublishAsync("c", "1");
        await Channels.PublishAsync("c", "2");
        await HandledAsync("1", "2");
        await Eventually(() => Task.FromResult(live.Count == 2), "the live subscriber has them too");
        Assert.That(live, Is.EqualTo(_handled));
    }

    [Test]
    public async Task A_handler_that_throws_is_tried_again_and_then_passed_over()
    {
        var attempts = 0;
        await using var subscription = await Channels.SubscribeAsync(
            "c",
            (message, _) =>
            {
                if (message.Content == "bad" || (message.Content == "once" && attempts++ == 0))
                {
                    throw new InvalidOperationException("bad message");
                }

                return Handle(message, default);
            },
            Mail);
        await Channels.PublishAsync("c", "once");
        await Channels.PublishAsync("c", "bad");
        await Channels.PublishAsync("c", "good");
        await Eventually(
            () =>
            {
                Clock.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(_handled.Count == 2);
            },
            "the bad message is passed over");
        Assert.That(_handled.Select(static message => message.Content), Is.EqualTo(new[] { "once", "good" }));
    }

    [Test]
    public async Task A_subscription_has_one_handler_and_ends_when_it_is_told()
    {
        var subscription = await SubscribeAsync();
        await Assert.CatchAsync<InvalidOperationException>(async () => await SubscribeAsync());
        await Assert.CatchAsync<InvalidOperationException>(async () => await Channels.UnsubscribeAsync("c", "mail"));
        await subscription.DisposeAsync();

        Assert.That(await Channels.UnsubscribeAsync("c", "mail"), Is.True);
        Assert.That(await Channels.UnsubscribeAsync("c", "mail"), Is.False);
        await Channels.PublishAsync("c", "to nobody");
        await using var anew = await SubscribeAsync();
        await Channels.PublishAsync("c", "1");
        await HandledAsync("1");
    }

    [Test]
    public async Task Messages_that_all_have_handled_are_let_go_and_their_cursors_refused()
    {
        var subscription = await SubscribeAsync();
        await Channels.PublishAsync("c", "1");
        await Channels.PublishAsync("c", "2");
        await HandledAsync("1", "2");
        await subscription.DisposeAsync();
        await Eventually(
            async () =>
            {
                Clock.Advance(TimeSpan.FromMinutes(1));
                try
                {
                    await (await SubscribeAsync(Mail with { From = "1" })).DisposeAsync();
                    await (await SubscribeAsync(Mail with { From = _handled.ElementAt(1).Cursor })).DisposeAsync();
                    return false;
                }
                catch (FeedTrimmedException)
                {
                    return true;
                }
            },
            "what both handled is let go");
    }

    [Test]
    public async Task Names_are_of_their_channel()
    {
        await using var other = await Channels.SubscribeAsync("cc", Handle, Mail);
        await (await SubscribeAsync()).DisposeAsync();
        await Channels.PublishAsync("c", "1");
        await Channels.PublishAsync("cc", "2");
        await HandledAsync("2");
        await using var again = await SubscribeAsync();
        await HandledAsync("2", "1");
    }

    [TestCase("9223372036854775807")]
    [TestCase("9000000000000000000")]
    public async Task A_cursor_that_no_message_has_yet_is_refused(string cursor)
    {
        await using var other = await SubscribeAsync(new SubscribeOptions { Name = "other" });
        await Channels.PublishAsync("c", "1");
        await Assert.CatchAsync<ArgumentException>(async () => await SubscribeAsync(Mail with { From = cursor }));
    }
}
