namespace CryptoVault.Adapters.Sqlite;

/// <summary>Gives existing documents the columns of newly declared fields.</summary>
internal static class SchemaBackfill
{
    private const int PageSize = 1000;

    /// <summary>Adds the columns and fills them from the bodies; returns how many documents there are.</summary>
    public static long AddFields(Connection connection, ContainerTable table, IReadOnlyList<string> fields)
    {
        foreach (var field in fields)
        {
            connection.Execute($"ALTER TABLE {table.Name} ADD COLUMN {ContainerTable.Column(field)}");
        }

        var assignments = string.Join(',', table.Fields.Select((field, i) => $"{ContainerTable.Column(field)}=?{i + 3}"));
        using var read = connection.PrepareOnce($"SELECT pk, id, body FROM {table.Name} WHERE (pk,id)>(?1,?2) ORDER BY pk, id LIMIT {PageSize}");
        using var write = connection.PrepareOnce($"UPDATE {table.Name} SET {assignments} WHERE pk=?1 AND id=?2");
        var values = new FieldValue[table.Fields.Count];
        var (partition, id, documents) = ("", "", 0L);
        while (true)
        {
            var page = new List<(string Partition, string Id, byte[] Body)>(PageSize);
            read.BindText(1, partition);
            read.BindText(2, id);
            while (read.Step())
            {
                page.Add((read.GetString(0), read.GetString(1), read.GetBytes(2).ToArray()));
            }

            read.Reset();
            foreach (var document in page)
            {
                DocumentFields.Extract(table, document.Id, document.Body, values);
                write.BindText(1, document.Partition);
                write.BindText(2, document.Id);
                for (var i = 0; i < values.Length; i++)
                {
                    values[i].BindTo(write, i + 3, document.Body);
                }

                write.Run();
            }

            documents += page.Count;
            if (page.Count < PageSize)
            {
                return documents;
            }

            (partition, id, _) = page[^1];
        }
    }
}
