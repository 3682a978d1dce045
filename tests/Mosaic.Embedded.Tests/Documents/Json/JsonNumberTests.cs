using System.Text;
using CsCheck;
using Mosaic.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Json;

public sealed class JsonNumberTests
{
    private static readonly Gen<string> AnyNumber =
        from sign in Gen.OneOf("", "-")
        from whole in Gen.OneOf(
            Gen.Const("0"),
            Gen.ULong.Select(n => $"{n}"),
            Gen.Int[0, 12].Select(n => $"{n}"),
            Gen.Char['1', '9'].SelectMany(first => Digits(40).Select(rest => first + rest)))
        from fraction in Gen.OneOf(Gen.Const(""), Digits(6).Select(digits => ".0" + digits), Digits(40).Select(digits => "." + digits + "0"))
        from exponent in Gen.OneOf(
            Gen.Const(""),
            Gen.Int[-5, 5].Select(e => $"e{e}"),
            Gen.Int[-50, 50].Select(e => e < 0 ? $"E{e}" : $"E+{e}"),
            Gen.Int[-900, 900].Select(e => $"e{e}"))
        select sign + whole + fraction + exponent;

    [TestCase("1.0", "1")]
    [TestCase("1", "10e-1")]
    [TestCase("1", "0.1e1")]
    [TestCase("100", "1E+2")]
    [TestCase("-0", "0")]
    [TestCase("0.00", "-0e500")]
    [TestCase("1e-324", "0.1e-323")]
    [TestCase("123456789012345678901234567890", "1.23456789012345678901234567890e29")]
    [TestCase("-12.50", "-125e-1")]
    public void Texts_of_one_value_are_equal(string left, string right) => AssertOrder(left, right, 0);

    [TestCase("1", "2")]
    [TestCase("9", "10")]
    [TestCase("-1", "0")]
    [TestCase("-10", "-9")]
    [TestCase("0", "1e-1000")]
    [TestCase("9007199254740992", "9007199254740993")]
    [TestCase("0.3", "0.30000000000000000000000000000000000001")]
    [TestCase("-0.30000000000000000000000000000000000001", "-0.3")]
    [TestCase("1e-325", "1e-324")]
    [TestCase("999999999999999999", "1000000000000000000")]
    [TestCase("1.9e999", "1e1000")]
    public void Texts_of_different_values_are_in_order(string less, string greater) => AssertOrder(less, greater, -1);

    [Test]
    public void Random_numbers_compare_as_exact_decimals_and_so_do_their_bytes() =>
        Gen.Select(AnyNumber, AnyNumber).Sample((left, right) => AssertOrder(left, right, ReferenceNumber.Compare(left, right)), iter: 50_000);

    [Test]
    public void A_number_equals_itself_written_in_another_way() =>
        Gen.Select(AnyNumber.Where(text => !text.Contains('e', StringComparison.OrdinalIgnoreCase)), Gen.Int[0, 30]).Sample(
            (text, zeros) =>
            {
                AssertOrder(text, text + (text.Contains('.', StringComparison.Ordinal) ? "" : ".") + new string('0', zeros + 1), 0);
                AssertOrder(text, $"{text}{(text.Contains('.', StringComparison.Ordinal) ? "" : ".0")}e{(zeros % 2 == 0 ? "+0" : "-000")}", 0);
            },
            iter: 5_000);

    [TestCase("1e1000", true)]
    [TestCase("9.9e1000", true)]
    [TestCase("1e1001", false)]
    [TestCase("0.01e1002", true)]
    [TestCase("1e-1000", true)]
    [TestCase("0.1e-1000", false)]
    [TestCase("100e-1002", true)]
    [TestCase("0e5000", true)]
    [TestCase("0.000e-5000", true)]
    [TestCase("12345", true)]
    public void The_limit_is_on_the_exponent_of_the_first_digit(string text, bool within) =>
        Assert.That(JsonNumber.CheckLimits(Encoding.ASCII.GetBytes(text)), Is.EqualTo(within));

    private static Gen<string> Digits(int max) => Gen.Char['0', '9'].Array[0, max].Select(digits => new string(digits));

    private static void AssertOrder(string left, string right, int expected)
    {
        var a = Encoding.ASCII.GetBytes(left);
        var b = Encoding.ASCII.GetBytes(right);
        var message = $"{left} and {right}";
        Assert.That(Math.Sign(JsonNumber.Compare(a, b)), Is.EqualTo(expected), message);
        Assert.That(Math.Sign(JsonNumber.Compare(b, a)), Is.EqualTo(-expected), message);
        Assert.That(Math.Sign(JsonNumber.Parse(a).CompareTo(JsonNumber.Parse(b))), Is.EqualTo(expected), message);
        Assert.That(Math.Sign(Ordered(a).AsSpan().SequenceCompareTo(Ordered(b))), Is.EqualTo(expected), message);
    }

    private static byte[] Ordered(byte[] text)
    {
        var buffer = new byte[JsonNumber.MaxOrderedLength(text.Length)];
        var length = JsonNumber.Parse(text).WriteOrdered(buffer, int.MaxValue, out var truncated);
        Assert.That(truncated, Is.False);
        return buffer[..length];
    }
}
