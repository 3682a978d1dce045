using System.Text;

namespace Mosaic.Benchmarks.Reporting;

/// <summary>One comparison's results, as Markdown.</summary>
internal sealed class Report(string title)
{
    private readonly StringBuilder _text = new StringBuilder().Append("# ").AppendLine(title).AppendLine();

    public Report Paragraph(string text)
    {
        _text.AppendLine(text).AppendLine();
        return this;
    }

    public Report Heading(string text)
    {
        _text.Append("## ").AppendLine(text).AppendLine();
        return this;
    }

    public Report List(IEnumerable<string> items)
    {
        foreach (var item in items)
        {
            _text.Append("- ").AppendLine(item);
        }

        _text.AppendLine();
        return this;
    }

    public Report Table(MarkdownTable table)
    {
        _text.Append(table).AppendLine();
        return this;
    }

    public override string ToString() => _text.ToString().TrimEnd() + Environment.NewLine;
}
