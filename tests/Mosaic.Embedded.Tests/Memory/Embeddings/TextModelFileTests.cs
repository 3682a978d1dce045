using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Embeddings;

public sealed class TextModelFileTests
{
    private static readonly TextModel Small = TextModel.Train(
        ["a river and a boat", "the boat on the lake", "gr\u00fcner \u7eff\u8336"], new TextModelOptions { WordDimensions = 5, TopicDimensions = 3 });

    [OneTimeTearDown]
    public void Dispose_of_the_model() => Small.Dispose();

    [Test]
    public void A_model_is_read_as_it_was_written()
    {
        var texts = TopicTexts.Make(400);
        foreach (var model in new[] { Small, TextModel.Train([]), TextModel.Train(texts) })
        {
            using var stream = new MemoryStream();
            model.WriteTo(stream);
            var length = stream.Length;
            model.WriteTo(stream);
            stream.Position = 0;

            var read = TextModel.ReadFrom(stream);

            Assert.That(stream.Position, Is.EqualTo(length), "what follows stays");
            Assert.That((read.Id, read.Texts, read.Dimensions, read.Vocabulary), Is.EqualTo((model.Id, model.Texts, model.Dimensions, model.Vocabulary)));
            Assert.That(TopicTexts.Embed(read, "boats " + texts[3]), Is.EqualTo(TopicTexts.Embed(model, "boats " + texts[3])));
        }
    }

    [Test]
    public void A_model_is_compact()
    {
        var model = TextModel.Train(TopicTexts.Make(400));

        Assert.That(Bytes(model), Has.Length.LessThan((model.Vocabulary * 280) + 100));
    }

    [Test]
    public void Every_damage_is_told()
    {
        var bytes = Bytes(Small);
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var flip in new byte[] { 1, 128, 255 })
            {
                var damaged = (byte[])bytes.Clone();
                damaged[at] ^= flip;
                Assert.That(() => Read(damaged), Throws.InstanceOf<InvalidDataException>(), $"byte {at}");
            }

            Assert.That(() => Read(bytes[..at]), Throws.InstanceOf<InvalidDataException>(), $"cut at {at}");
        }
    }

    [Test]
    public void What_a_forger_gave_a_checksum_is_told_too()
    {
        var bytes = Bytes(Small);
        var random = new Random(1);
        for (var round = 0; round < 3000; round++)
        {
            var forged = (byte[])bytes.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                forged[random.Next(9, forged.Length - 16)] = (byte)random.Next(256);
            }

            System.IO.Hashing.XxHash128.Hash(forged.AsSpan()[..^16], forged.AsSpan()[^16..]);
            try
            {
                TopicTexts.Embed(Read(forged), "river boat lake");
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Test]
    public void A_stream_that_gives_little_at_once_is_read()
    {
        using var stream = new Trickle(Bytes(Small));

        Assert.That(TextModel.ReadFrom(stream).Id, Is.EqualTo(Small.Id));
    }

    private static byte[] Bytes(TextModel model)
    {
        using var stream = new MemoryStream();
        model.WriteTo(stream);
        return stream.ToArray();
    }

    private static TextModel Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return TextModel.ReadFrom(stream);
    }

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 3));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 3)]);
    }
}
