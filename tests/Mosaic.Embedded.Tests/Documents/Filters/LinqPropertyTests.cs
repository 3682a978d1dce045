using System.Linq.Expressions;
using System.Text.Json;
using Mosaic.Documents.Filters;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Filters;

/// <summary>Random predicates over random documents: a filter finds what the compiled predicate does.</summary>
public sealed class LinqPropertyTests
{
    private const int Rounds = 600;
    private static readonly ExpressionType[] Orders =
        [ExpressionType.Equal, ExpressionType.NotEqual, ExpressionType.LessThan, ExpressionType.LessThanOrEqual, ExpressionType.GreaterThan, ExpressionType.GreaterThanOrEqual];

    private static readonly ExpressionType[] Equalities = [ExpressionType.Equal, ExpressionType.NotEqual];
    private static readonly string?[] Texts = [null, "", "a", "ab", "b", "%", "a_b", "\\", "é", "\uFF5E", "\U0001F600", "a\0"];
    private static readonly double[] Numbers = [0, -0.0, 1, -1, 0.1, 0.3, 2.5, 1e300, 5e-324];

    [Test]
    public void A_filter_finds_what_the_compiled_predicate_does()
    {
        var seed = TestContext.CurrentContext.Random.Next();
        var random = new Random(seed);
        var subjects = Enumerable.Range(0, 40).Select(_ => Subject(random)).Select(static it => (it, json: JsonSerializer.SerializeToUtf8Bytes(it, JsonSerializerOptions.Web))).ToList();
        var parameter = Expression.Parameter(typeof(LinqSubject), "x");
        for (var round = 0; round < Rounds; round++)
        {
            var predicate = Expression.Lambda<Func<LinqSubject, bool>>(Condition(random, parameter, 3), parameter);
            var inMemory = predicate.Compile();
            Filter filter;
            try
            {
                filter = Filter.From(predicate);
            }
            catch (NotSupportedException) when (predicate.ToString().Contains("CompareOrdinal", StringComparison.Ordinal))
            {
                continue; // a text whose order differs in UTF-16
            }

            foreach (var (subject, json) in subjects)
            {
                Assert.That(FilterEvaluator.Matches(filter, json), Is.EqualTo(inMemory(subject)), $"seed {seed}: {predicate} of {System.Text.Encoding.UTF8.GetString(json)}: {filter}");
            }
        }
    }

    private static LinqSubject Subject(Random random) => new()
    {
        Name = Pick(random, Texts),
        Letter = Pick(random, "abé\uFF5E"),
        Double = Pick(random, Numbers),
        Float = (float)Pick(random, [0.1, 0.3, 2.5, 16777216]),
        Int = Integer(random),
        Long = Integer(random) * 4_000_000_000L,
        Short = (short)Integer(random),
        Ulong = ulong.MaxValue - (ulong)random.Next(3),
        Decimal = Integer(random) * 0.10m,
        Kind = (LinqKind)random.Next(4),
        Named = (LinqKind)random.Next(3),
        Span = TimeSpan.FromHours(Integer(random)),
        Flag = random.Next(2) == 0,
        Rank = random.Next(3) == 0 ? null : Integer(random),
        Tags = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Pick(random, Texts) ?? "")],
        Numbers = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Integer(random))],
        Scores = new() { ["k"] = Integer(random) },
        At = Time(random),
        Day = DateOnly.FromDateTime(Time(random)),
        Hour = TimeOnly.FromDateTime(Time(random)),
        Key = new Guid(random.Next(3), (short)-random.Next(2), 0, new byte[8]),
    };

    private static Expression Condition(Random random, ParameterExpression x, int depth) => depth == 0 ? Leaf(random, x) : random.Next(6) switch
    {
        0 => Expression.AndAlso(Condition(random, x, depth - 1), Condition(random, x, depth - 1)),
        1 => Expression.OrElse(Condition(random, x, depth - 1), Condition(random, x, depth - 1)),
        2 => Expression.Not(Condition(random, x, depth - 1)),
        3 => Expression.AndAlso(Expression.Constant(random.Next(2) == 0), Condition(random, x, depth - 1)),
        4 => Expression.OrElse(Expression.Constant(random.Next(2) == 0), Condition(random, x, depth - 1)),
        _ => Leaf(random, x),
    };

    private static Expression Leaf(Random random, ParameterExpression x)
    {
        var name = Expression.Property(x, nameof(LinqSubject.Name));
        switch (random.Next(21))
        {
            case 0:
                return Compare(random, Equalities, name, Expression.Constant(Pick(random, Texts), typeof(string)));
            case 1:
                return Compare(random, Orders, Expression.Convert(Expression.Property(x, nameof(LinqSubject.Letter)), typeof(int)), Expression.Constant((int)Pick(random, "abcé\uFF5E")));
            case 2:
                return Compare(random, Orders, Expression.Property(x, nameof(LinqSubject.Double)), Expression.Constant(Pick(random, Numbers)));
            case 3:
                return Compare(random, Orders, Expression.Property(x, nameof(LinqSubject.Float)), Expression.Constant((float)Pick(random, [0.1, 0.3, 16777216])));
            case 4:
                return Compare(random, Orders, Expression.Convert(Expression.Property(x, nameof(LinqSubject.Int)), typeof(double)), Expression.Constant(Pick(random, Numbers)));
            case 5:
                return Compare(random, Orders, Expression.Convert(Expression.Property(x, nameof(LinqSubject.Long)), typeof(decimal)), Expression.Constant(Integer(random) * 4_000_000_000m));
            case 6:
                return Compare(random, Orders, Expression.Convert(Expression.Property(x, nameof(LinqSubject.Short)), typeof(long)), Expression.Constant((long)Integer(random)));
            case 7:
                return Compare(random, Orders, Expression.Property(x, nameof(LinqSubject.Ulong)), Expression.Constant(ulong.MaxValue - 1));
            case 8:
                return Compare(random, Orders, Expression.Property(x, nameof(LinqSubject.Decimal)), Expression.Constant(Integer(random) * 0.1m));
            case 9:
                return Compare(random, Orders, Expression.Convert(Expression.Property(x, nameof(LinqSubject.Kind)), typeof(int)), Expression.Constant(random.Next(4)));
            case 10:
                return Compare(random, Equalities, Expression.Convert(Expression.Property(x, nameof(LinqSubject.Named)), typeof(int)), Expression.Constant(random.Next(3)));
            case 11:
                return Compare(random, Equalities, Expression.Property(x, nameof(LinqSubject.Span)), Expression.Constant(TimeSpan.FromHours(Integer(random))));
            case 12:
                return Compare(random, Orders, Expression.Property(x, nameof(LinqSubject.Rank)), Expression.Constant(random.Next(3) == 0 ? null : Integer(random), typeof(int?)));
            case 13:
                return Compare(random, Orders, Expression.Property(x, nameof(LinqSubject.At)), Expression.Constant(Time(random)));
            case 14:
                return Compare(random, Orders, Expression.Property(x, nameof(LinqSubject.Day)), Expression.Constant(DateOnly.FromDateTime(Time(random))));
            case 15:
                return Compare(random, Orders, Expression.Property(x, nameof(LinqSubject.Hour)), Expression.Constant(TimeOnly.FromDateTime(Time(random))));
            case 16:
                return Compare(random, Orders, Expression.Property(x, nameof(LinqSubject.Key)), Expression.Constant(new Guid(random.Next(3), 0, 0, new byte[8])));
            case 17:
                var ordinal = Expression.Call(typeof(string), nameof(string.CompareOrdinal), null, name, Expression.Constant(Pick(random, Texts), typeof(string)));
                return Compare(random, Orders, ordinal, Expression.Constant(0));
            case 18:
                Expression<Func<LinqSubject, bool>> element = Integer(random) is var n && random.Next(2) == 0 ? y => y.Numbers.Any(it => it > n) : y => y.Numbers.Contains(n);
                return new Renamed(element.Parameters[0], x).Visit(element.Body);
            case 19:
                var part = Pick(random, Texts) ?? "";
                Expression<Func<LinqSubject, bool>> text = random.Next(3) switch
                {
                    0 => y => y.Name != null && y.Name.StartsWith(part, StringComparison.Ordinal),
                    1 => y => y.Name != null && y.Name.EndsWith(part, StringComparison.Ordinal),
                    _ => y => y.Name != null && y.Name.Contains(part, StringComparison.Ordinal),
                };
                return new Renamed(text.Parameters[0], x).Visit(text.Body);
            default:
                var some = Enumerable.Range(0, random.Next(4)).Select(_ => Time(random)).ToArray();
                string?[] names = [Pick(random, Texts), Pick(random, Texts)];
                Expression<Func<LinqSubject, bool>> listed = random.Next(3) switch
                {
                    0 => y => some.Contains(y.At),
                    1 => y => names.Contains(y.Name),
                    _ => y => y.Flag || y.Scores["k"] == some.Length,
                };
                return new Renamed(listed.Parameters[0], x).Visit(listed.Body);
        }
    }

    private static BinaryExpression Compare(Random random, ExpressionType[] operators, Expression left, Expression right) =>
        random.Next(2) == 0 ? Expression.MakeBinary(Pick(random, operators), left, right) : Expression.MakeBinary(Pick(random, operators), right, left);

    private static int Integer(Random random) => random.Next(-3, 4);

    private static DateTime Time(Random random) =>
        new DateTime(2024, 1, 1, 0, 0, random.Next(2), (DateTimeKind)random.Next(3)).AddTicks(Pick(random, [0, 1, 10, 2_000_000, 2_500_000, 2_000_001, 50_000, 9_999_999]));

    private static T Pick<T>(Random random, IReadOnlyList<T> values) => values[random.Next(values.Count)];

    private static char Pick(Random random, string values) => values[random.Next(values.Length)];

    private sealed class Renamed(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
