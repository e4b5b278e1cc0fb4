alter table labels drop column status;
