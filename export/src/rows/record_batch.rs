//! Rows as an Arrow record batch.

use super::{Cell, Rows};
use crate::columns::{Columns, Kind, Scalar};
use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, ListArray, MapArray, RecordBatch, RecordBatchOptions,
    StringArray, StructArray, TimestampMillisecondArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use std::sync::Arc;

const UTC: &str = "UTC";

impl Columns {
    /// The schema of record batches. Every column may be null.
    pub fn arrow_schema(&self) -> SchemaRef {
        let fields = self.columns().iter().map(|column| Field::new(&column.name, data_type(column.kind), true));
        Arc::new(Schema::new(fields.collect::<Fields>()))
    }
}

impl Rows {
    /// The rows as a record batch of [`Columns::arrow_schema`].
    ///
    /// # Errors
    /// If the columns and their arrays did not belong together, which does not happen.
    pub fn to_batch(&self) -> Result<RecordBatch, ArrowError> {
        let columns = self.columns.columns().iter().enumerate();
        let arrays = columns.map(|(at, column)| array(column.kind, &self.column(at)));
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows.len()));
        RecordBatch::try_new_with_options(self.columns.arrow_schema(), arrays.collect::<Result<_, _>>()?, &options)
    }

    fn column(&self, at: usize) -> Vec<Option<&Cell>> {
        let cell = |row: &super::Row| row.binary_search_by_key(&at, |(of, _)| *of).ok();
        self.rows.iter().map(|row| row.get(cell(row)?).map(|(_, cell)| cell)).collect()
    }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Scalar(scalar) => scalar_type(scalar),
        Kind::List(item) => DataType::List(item_field(item)),
        Kind::Json => DataType::Utf8,
        Kind::Map => DataType::Map(entries_field(), false),
    }
}

fn scalar_type(kind: Scalar) -> DataType {
    match kind {
        Scalar::Text => DataType::Utf8,
        Scalar::Bool => DataType::Boolean,
        Scalar::Integer => DataType::Int64,
        Scalar::Number => DataType::Float64,
        Scalar::Timestamp => DataType::Timestamp(TimeUnit::Millisecond, Some(UTC.into())),
    }
}

fn item_field(item: Scalar) -> Arc<Field> {
    Arc::new(Field::new_list_field(scalar_type(item), true))
}

fn entries_field() -> Arc<Field> {
    Arc::new(Field::new("entries", DataType::Struct(entry_fields()), false))
}

fn entry_fields() -> Fields {
    [Field::new("key", DataType::Utf8, false), Field::new("value", DataType::Utf8, true)].into_iter().collect()
}

fn array(kind: Kind, cells: &[Option<&Cell>]) -> Result<ArrayRef, ArrowError> {
    Ok(match kind {
        Kind::Scalar(scalar) => scalars(scalar, cells.iter().copied()),
        Kind::Json => scalars(Scalar::Text, cells.iter().copied()),
        Kind::List(item) => {
            let lists: Vec<&[Cell]> = cells.iter().map(|cell| items(*cell)).collect();
            let values = scalars(item, lists.iter().copied().flatten().map(Some));
            Arc::new(ListArray::try_new(item_field(item), offsets(&lists), values, nulls(cells))?)
        }
        Kind::Map => {
            let maps: Vec<&[(Box<str>, String)]> = cells.iter().map(|cell| entries(*cell)).collect();
            let all = || maps.iter().copied().flatten();
            let names = StringArray::from_iter_values(all().map(|(name, _)| name));
            let values = StringArray::from_iter_values(all().map(|(_, value)| value));
            let pairs = StructArray::try_new(entry_fields(), vec![Arc::new(names), Arc::new(values)], None)?;
            Arc::new(MapArray::try_new(entries_field(), offsets(&maps), pairs, nulls(cells), false)?)
        }
    })
}

fn scalars<'a>(kind: Scalar, cells: impl Iterator<Item = Option<&'a Cell>>) -> ArrayRef {
    match kind {
        Scalar::Text => Arc::new(StringArray::from_iter(cells.map(|cell| match cell {
            Some(Cell::Text(text) | Cell::Json(text)) => Some(text.as_str()),
            _ => None,
        }))),
        Scalar::Bool => Arc::new(BooleanArray::from_iter(cells.map(|cell| match cell {
            Some(Cell::Bool(value)) => Some(*value),
            _ => None,
        }))),
        Scalar::Integer => Arc::new(Int64Array::from_iter(cells.map(|cell| match cell {
            Some(Cell::Integer(value)) => Some(*value),
            _ => None,
        }))),
        Scalar::Number => Arc::new(Float64Array::from_iter(cells.map(|cell| match cell {
            Some(Cell::Number(value)) => Some(*value),
            _ => None,
        }))),
        Scalar::Timestamp => {
            let times = cells.map(|cell| match cell {
                Some(Cell::Timestamp(ms)) => Some(*ms),
                _ => None,
            });
            Arc::new(TimestampMillisecondArray::from_iter(times).with_timezone(UTC))
        }
    }
}

fn items(cell: Option<&Cell>) -> &[Cell] {
    if let Some(Cell::List(items)) = cell { items } else { &[] }
}

fn entries(cell: Option<&Cell>) -> &[(Box<str>, String)] {
    if let Some(Cell::Map(entries)) = cell { entries } else { &[] }
}

fn offsets<T>(lists: &[&[T]]) -> OffsetBuffer<i32> {
    OffsetBuffer::from_lengths(lists.iter().map(|list| list.len()))
}

fn nulls(cells: &[Option<&Cell>]) -> Option<NullBuffer> {
    Some(NullBuffer::from_iter(cells.iter().map(Option::is_some)))
}
