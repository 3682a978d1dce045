using Microsoft.Extensions.AI;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Embeddings;

public sealed class TextModelTests
{
    private static readonly string[] Texts = TopicTexts.Make(600);
    private static readonly TextModel Model = TextModel.Train(Texts);

    [OneTimeTearDown]
    public void Dispose_of_the_model() => Model.Dispose();

    [Test]
    public void Texts_of_a_topic_are_nearer_than_others_even_without_a_common_word()
    {
        using var model = TextModel.Train(Texts, new TextModelOptions { WordDimensions = 16, TopicDimensions = 16 });
        for (var topic = 0; topic < TopicTexts.Topics; topic++)
        {
            var query = TopicTexts.Embed(model, $"{TopicTexts.Word(topic, 0)} {TopicTexts.Word(topic, 1)}");
            var same = TopicTexts.Embed(model, $"{TopicTexts.Word(topic, 20)} {TopicTexts.Word(topic, 21)}");
            var other = TopicTexts.Embed(model, $"{TopicTexts.Word((topic + 1) % TopicTexts.Topics, 20)} {TopicTexts.Word((topic + 1) % TopicTexts.Topics, 21)}");

            Assert.That(TopicTexts.Dot(query, same), Is.GreaterThan(TopicTexts.Dot(query, other) + .2), $"topic {topic}");
        }
    }

    [Test]
    public void The_same_texts_in_any_order_give_the_same_model()
    {
        var again = TextModel.Train(Texts.Reverse());

        Assert.That(again.Id, Is.EqualTo(Model.Id).And.Length.EqualTo(32));
        Assert.That(TopicTexts.Embed(again, Texts[5]), Is.EqualTo(TopicTexts.Embed(Model, Texts[5])));
        Assert.That(TextModel.Train(Texts[1..]).Id, Is.Not.EqualTo(Model.Id));
        Assert.That(TextModel.Train(Texts, new TextModelOptions { TopicShare = .5 }).Id, Is.Not.EqualTo(Model.Id));
        Assert.That(TextModel.Train(Texts, new TextModelOptions { Window = 2 }).Id, Is.Not.EqualTo(Model.Id));
    }

    [Test]
    public void A_sample_is_the_same_whatever_the_order()
    {
        var options = new TextModelOptions { TextsMax = 100, TermsMax = 500 };

        var model = TextModel.Train(Texts, options);

        Assert.That(model.Texts, Is.InRange(50, 62));
        Assert.That(TextModel.Train(Texts.Reverse(), options).Id, Is.EqualTo(model.Id));
        Assert.That(TextModel.Train(Texts, options with { TermsMax = int.MaxValue }).Texts, Is.EqualTo(100));
        Assert.That(TextModel.Train([string.Join(' ', Texts)], options).Texts, Is.Zero, "one text has more words than all may have");
        Assert.That(TextModel.Train([string.Join(' ', Texts)], options with { TextTermsMax = 10 }).Vocabulary, Is.LessThanOrEqualTo(10));
    }

    [Test]
    public void The_most_frequent_words_are_known()
    {
        var model = TextModel.Train(["river river boat", "river boat lake"], new TextModelOptions { VocabularyMax = 2 });

        Assert.That(model.Vocabulary, Is.EqualTo(2));
        Assert.That(model.CountWords("The rivers and a lake, a boat, boats"), Is.EqualTo(new WordCounts(3, 1)));
        Assert.That(model.CountWords("lake").UnknownShare, Is.EqualTo(1));
        Assert.That(model.CountWords("").UnknownShare, Is.Zero);
    }

    [Test]
    public void Vectors_have_length_1_or_are_zero_when_no_word_is_known()
    {
        var vector = new float[Model.Dimensions];
        vector[0] = 9;

        Assert.That(Model.Dimensions, Is.EqualTo(2 * TopicTexts.Topics * TopicTexts.Words / 4), "a quarter of the words for each part");
        Assert.That(Model.TryEmbed("unheard of", vector), Is.False);
        Assert.That(vector, Is.All.Zero);
        foreach (var text in Texts.Take(50).Append(string.Join(' ', Texts)))
        {
            Assert.That(Model.TryEmbed(text, vector), Is.True);
            Assert.That(TopicTexts.Dot(vector, vector), Is.EqualTo(1).Within(1e-5));
        }

        Assert.That(() => Model.TryEmbed("", new float[255]), Throws.ArgumentException);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    [TestCase(40)]
    public void Few_texts_give_a_model_that_knows_little(int count)
    {
        var model = TextModel.Train(Texts.Take(count));

        Assert.That(model.Texts, Is.EqualTo(count));
        Assert.That(model.Dimensions, Is.LessThanOrEqualTo(256));
        var vector = new float[model.Dimensions];
        Assert.That(model.TryEmbed("unheard of", vector), Is.False);
        foreach (var text in Texts.Take(count))
        {
            Assert.That(model.TryEmbed(text, vector), Is.True);
            Assert.That(vector, Is.All.Matches<float>(float.IsFinite));
        }
    }

    [Test]
    public void Odd_texts_do_no_harm()
    {
        string[][] corpora =
        [
            [""], ["", "", ""], ["the of and"], ["word"], ["word", "word", "word"], ["\ud83d\ude00", "\ud800", "\0\u0001"], ["same same same same"],
            [.. Enumerable.Range(0, 1000).Select(static i => $"hub spoke{i}")],
            [.. Enumerable.Range(0, 1000).Select(static i => $"single{i}")],
            [.. Enumerable.Repeat(string.Join(' ', Enumerable.Range(0, 400).Select(static i => $"w{i}")), 5)],
            [new string('x', 100_000), "\u7eff\u8336 \u30c6\u30b9\u30c8 \u043f\u0440\u0438\u0432\u0435\u0442", "stra\u00dfe \u00dcBER"],
        ];
        foreach (var corpus in corpora)
        {
            var model = TextModel.Train(corpus);
            foreach (var text in corpus)
            {
                Assert.That(TopicTexts.Embed(model, text), Is.All.Matches<float>(float.IsFinite));
            }

            Assert.That(TextModel.Train(corpus).Id, Is.EqualTo(model.Id));
        }
    }

    [Test]
    public void Words_of_other_scripts_are_known()
    {
        var model = TextModel.Train(["\u7eff\u8336 \u597d", "\u043f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440", "\u00dcBER die Stra\u00dfe"]);

        Assert.That(model.CountWords("\u7eff\u8336").Known, Is.EqualTo(1));
        Assert.That(model.CountWords("\u041c\u0418\u0420").Known, Is.EqualTo(1));
        Assert.That(model.CountWords("\u00fcber stra\u00dfe").Unknown, Is.Zero);
    }

    [TestCase(0, 16)]
    [TestCase(16, 0)]
    [TestCase(0, 0)]
    public void Either_part_of_a_vector_can_be_left_out(int words, int topics)
    {
        var model = TextModel.Train(Texts, new TextModelOptions { WordDimensions = words, TopicDimensions = topics });

        Assert.That(model.Dimensions, Is.EqualTo(words + topics));
        Assert.That(model.TryEmbed(Texts[0], new float[words + topics]), Is.EqualTo(words + topics > 0));
    }

    [Test]
    public async Task It_is_an_embedding_generator()
    {
        var embeddings = await Model.GenerateAsync([Texts[0], "unheard of"]);

        Assert.That(embeddings[0].Vector.ToArray(), Is.EqualTo(TopicTexts.Embed(Model, Texts[0])));
        Assert.That(embeddings[0].ModelId, Is.EqualTo(Model.Id));
        Assert.That(embeddings[1].Vector.ToArray(), Has.Length.EqualTo(Model.Dimensions).And.All.Zero);
        var metadata = Model.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        Assert.That((metadata?.DefaultModelId, metadata?.DefaultModelDimensions), Is.EqualTo((Model.Id, Model.Dimensions)));
        Assert.That(Model.GetService(typeof(TextModel)), Is.SameAs(Model));
        Assert.That(Model.GetService(typeof(TextModel), "key"), Is.Null);
        Assert.That(Model.GetService(typeof(string)), Is.Null);
        Assert.That(async () => await Model.GenerateAsync(["x"], null, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Training_ends_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        Assert.That(() => TextModel.Train(Texts, null, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => TextModel.Train(CancelAtTheEnd(), null, source.Token), Throws.InstanceOf<OperationCanceledException>());

        IEnumerable<string> CancelAtTheEnd()
        {
            foreach (var text in Texts)
            {
                yield return text;
            }

            source.Cancel();
        }
    }

    [Test]
    public void Wrong_arguments_are_refused()
    {
        Assert.That(() => TextModel.Train(null!), Throws.ArgumentNullException);
        Assert.That(() => TextModel.Train([null!]), Throws.ArgumentNullException);
        Assert.That(static () => new TextModelOptions { WordDimensions = 1025 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(static () => new TextModelOptions { TopicDimensions = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(static () => new TextModelOptions { TopicShare = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(static () => new TextModelOptions { Window = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(static () => new TextModelOptions { VocabularyMax = 200_001 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(static () => new TextModelOptions { TextsMax = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_model_is_used_by_many_threads()
    {
        var expected = Texts.Select(text => TopicTexts.Embed(Model, text)).ToArray();

        Parallel.For(0, Texts.Length, i => Assert.That(TopicTexts.Embed(Model, Texts[i]), Is.EqualTo(expected[i])));
    }

    [Test]
    public void Training_and_embedding_are_quick()
    {
        var texts = TopicTexts.Make(6000, seed: 2);
        var started = TimeProvider.System.GetTimestamp();
        var model = TextModel.Train(texts);
        var trained = TimeProvider.System.GetElapsedTime(started);
        started = TimeProvider.System.GetTimestamp();
        foreach (var text in texts)
        {
            TopicTexts.Embed(model, text);
        }

        var embedded = TimeProvider.System.GetElapsedTime(started);
        TestContext.Out.WriteLine($"{trained.TotalSeconds:0.00} s, {embedded.TotalMicroseconds / texts.Length:0.0} us a text");
        Assert.That(trained, Is.LessThan(TimeSpan.FromSeconds(60)));
        Assert.That(embedded / texts.Length, Is.LessThan(TimeSpan.FromMilliseconds(2)));
    }

    [Test]
    public void An_embedder_trains_models_and_makes_no_vectors_itself()
    {
        using var embedder = new MlNetEmbedder(new TextModelOptions { WordDimensions = 32, TopicDimensions = 16 });

        Assert.That(embedder.Train(Texts).Dimensions, Is.EqualTo(48));
        Assert.That(new MlNetEmbedder().Options, Is.EqualTo(new TextModelOptions()));
        Assert.That(async () => await embedder.GenerateAsync(["x"]), Throws.InvalidOperationException.With.Message.Contains("Train"));
        Assert.That(embedder.GetService(typeof(MlNetEmbedder)), Is.SameAs(embedder));
        Assert.That(embedder.GetService(typeof(EmbeddingGeneratorMetadata)), Has.Property("DefaultModelId").Null);
        Assert.That(embedder.GetService(typeof(MlNetEmbedder), "key"), Is.Null);
        Assert.That(embedder.GetService(typeof(string)), Is.Null);
    }
}
