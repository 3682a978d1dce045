using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Mosaic.Documents.Json;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Json;

public sealed class JsonScalarTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private static readonly object[] Values =
    [
        "", "text", "é\U0001F600\0\"\\", true, false, 'x', 'é',
        sbyte.MinValue, byte.MaxValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue, Int128.MinValue, UInt128.MaxValue,
        0.1, 0.1f, 1e300, 5e-324, -0.0, 1e16, float.MaxValue, (Half)0.1, 1.10m, decimal.MinValue, 0.0000000000000000000000000001m,
        DayOfWeek.Friday, (DayOfWeek)77, AttributeTargets.All, Unsigned.Large,
        Guid.Parse("0190A0B0-1234-7000-8000-00000000000F"),
        new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), new DateTime(2024, 2, 29, 1, 2, 3, 450, DateTimeKind.Unspecified),
        new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(5.5)), new DateTimeOffset(2024, 2, 29, 1, 2, 3, 4, TimeSpan.Zero).AddTicks(7),
        new DateOnly(2024, 2, 29), new TimeOnly(1, 2, 3), new TimeOnly(1, 2, 3, 4), TimeSpan.FromTicks(-123456789), new TimeSpan(12, 3, 4, 5),
        new Uri("https://example.org/a b?c=é"), new Uri("rel/ative", UriKind.Relative),
    ];

    private enum Unsigned : ulong
    {
        Large = ulong.MaxValue,
    }

    [TestCaseSource(nameof(Values))]
    public void A_value_is_what_the_serializer_writes_of_it(object value)
    {
        var written = JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Web);
        var expected = JsonScalar.FromJson(written);
        var element = JsonElement.Parse(written);

        foreach (var actual in new[] { JsonScalar.From(value), JsonScalar.From(element) })
        {
            Assert.That(actual.Kind, Is.EqualTo(expected.Kind));
            Assert.That(actual.Utf8.ToArray(), Is.EqualTo(expected.Utf8.ToArray()));
            Assert.That(actual, Is.EqualTo(expected));
        }
    }

    [Test]
    public void Null_and_the_element_null_are_null()
    {
        Assert.That(JsonScalar.From(null).Kind, Is.EqualTo(JsonKind.Null));
        Assert.That(JsonScalar.From(JsonElement.Parse("null")), Is.EqualTo(JsonScalar.Null));
    }

    [Test]
    public void Random_doubles_and_decimals_are_what_the_serializer_writes() =>
        Gen.Select(Gen.Double.Where(double.IsFinite), Gen.Decimal, Gen.Float.Where(float.IsFinite)).Sample(
            (x, y, z) =>
                JsonScalar.From(x).Utf8.SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(x))
                && JsonScalar.From(y).Utf8.SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(y))
                && JsonScalar.From(z).Utf8.SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(z)),
            iter: 5_000);

    [Test]
    public void A_type_that_is_not_written_as_a_scalar_is_refused_by_name()
    {
        foreach (var value in new object[] { new { A = 1 }, new List<int>(), (nint)1, System.Numerics.BigInteger.One, JsonNode.Parse("1")!, new byte[1] })
        {
            Assert.That(() => JsonScalar.From(value), Throws.ArgumentException.With.Message.Contains(value.GetType().ToString()));
        }
    }

    [Test]
    public void What_no_document_can_hold_is_refused()
    {
        object[] values =
        [
            double.NaN, double.PositiveInfinity, float.NegativeInfinity, Half.NaN, "\uD800", '\uDC00', default(JsonElement),
            JsonElement.Parse("{}"), JsonElement.Parse("[1]"), JsonElement.Parse("1e1001"), JsonElement.Parse("\"\\ud800\""),
        ];
        foreach (var value in values)
        {
            Assert.That(() => JsonScalar.From(value), Throws.ArgumentException, value.GetType().ToString());
        }
    }

    [Test]
    public void Scalars_are_equal_by_value_and_written_as_JSON()
    {
        Assert.That(JsonScalar.From(1.0m), Is.EqualTo(JsonScalar.From(1)));
        Assert.That(JsonScalar.From(1.0m).GetHashCode(), Is.EqualTo(JsonScalar.From(1).GetHashCode()));
        Assert.That(JsonScalar.From("1"), Is.Not.EqualTo(JsonScalar.From(1)));
        Assert.That(JsonScalar.From("a\"b").ToString(), Is.EqualTo("\"a\\\"b\""));
        Assert.That(JsonScalar.From(1.10m).ToString(), Is.EqualTo("1.10"));
        Assert.That(Encoding.UTF8.GetString(JsonScalar.From("é").Utf8), Is.EqualTo("é"));
    }
}
