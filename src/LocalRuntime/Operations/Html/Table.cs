namespace CryptoVault.LocalRuntime.Operations.Html;

/// <summary>A table that becomes a list of cards on a narrow screen: each cell carries its column's name.</summary>
internal sealed class Table(string id, params string[] columns)
{
    private readonly List<Markup> rows = [];

    public int Count => rows.Count;

    /// <summary>Adds a row.</summary>
    public Table Row(params Markup[] cells)
    {
        var row = Markup.Each(cells.Zip(columns), c => Markup.Of($"<td data-label=\"{c.Second}\"><div>{c.First}</div></td>"));
        rows.Add(Markup.Of($"<tr>{row}</tr>"));
        return this;
    }

    /// <summary>The table, or the sentence when it has no rows.</summary>
    public Markup ToMarkup(string whenEmpty) => rows.Count == 0
        ? Markup.Of($"<p class=\"faint\" id=\"{id}\">{whenEmpty}</p>")
        : Markup.Of($"<table id=\"{id}\"><thead><tr>{Markup.Each(columns, c => Markup.Of($"<th scope=\"col\">{c}</th>"))}</tr></thead><tbody>{Markup.Each(rows, r => r)}</tbody></table>");
}
