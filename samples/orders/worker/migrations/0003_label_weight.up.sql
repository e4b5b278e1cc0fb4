alter table labels add column weight_grams integer;

alter table labels alter column order_number type varchar(40);
