using Mosaic.Backends;
using Mosaic.Memory.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory;

public sealed class RowTests
{
    [Test]
    public void A_row_with_members_of_a_later_version_is_read()
    {
        var insight = InsightContent.Decode("""{"later":{"a":[1]},"user":"ann","provenance":["a","b"],"content":"c \u0022q\u0022","more":[],"metadata":{"x":{"y":1}}}"""u8.ToArray());

        Assert.That(insight.User, Is.EqualTo("ann"));
        Assert.That(insight.Content, Is.EqualTo("c \"q\""));
        Assert.That(insight.Provenance, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(MetadataJson.Read(insight.Metadata).Keys, Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public void A_vector_is_kept_bit_by_bit()
    {
        float[] vector = [1, -0f, float.Epsilon, float.MaxValue, 0.1f];

        Assert.That(VectorRow.Decode(VectorRow.Encode(vector)), Is.EqualTo(vector));
        var row = VectorRow.Encode(7, "model-1", vector);
        Assert.That(VectorRow.Decode(row), Is.EqualTo(vector));
        Assert.That(VectorRow.IsOf(row, "model-1", 7));
        Assert.That(VectorRow.IsOf(row, "model-1", 8), Is.False);
        Assert.That(VectorRow.IsOf(row, "model-2"), Is.False);
    }

    [Test]
    public void No_name_is_the_beginning_of_anothers_keys()
    {
        string[] names = ["a", "aa", "a\u0001", "\u0001", "\u0001a", "ab", "\ud83d\ude00"];
        foreach (var one in names)
        {
            foreach (var other in names.Where(name => name != one))
            {
                Assert.That(MemoryKeys.Preference(other, "k").AsSpan().StartsWith(MemoryKeys.Preferences(one)), Is.False);
                Assert.That(MemoryKeys.Turn(other, 1).AsSpan().StartsWith(MemoryKeys.Turns(one)), Is.False);
                Assert.That(MemoryKeys.UserInsight(other, "k").AsSpan().StartsWith(MemoryKeys.UserInsights(one)), Is.False);
            }
        }
    }

    [Test]
    public void Sessions_stand_in_the_order_of_their_last_turn_the_latest_first()
    {
        var keys = new[] { MemoryKeys.Recency(long.MaxValue, "a"), MemoryKeys.Recency(7, "a"), MemoryKeys.Recency(7, "b"), MemoryKeys.Recency(0, "") };

        Assert.That(keys.Zip(keys.Skip(1)).All(static pair => pair.First.AsSpan().SequenceCompareTo(pair.Second) < 0), Is.True);
        Assert.That((MemoryKeys.RecencyTicks(keys[1]), MemoryKeys.RecencySession(keys[1])), Is.EqualTo((7L, "a")));
    }
}
